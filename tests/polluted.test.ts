// Programs that add to Object.prototype: what the library does stays the same.

import { afterEach, describe, expect, it } from "vitest";
import { Agent, GenServer, Process, Registry, Supervisor, Task, createRuntime, receive, self, send, timeout } from "../js/index.ts";
import type { Runtime } from "../js/index.ts";

const runtime: Runtime = createRuntime({ logger: false });
const objects = Object.prototype as unknown as Record<string, unknown>;
const names: string[] = [];

function pollute(name: string, value: unknown): void {
  objects[name] = value;
  names.push(name);
}

afterEach(() => {
  for (const name of names.splice(0)) delete objects[name];
});

const counter = {
  init: () => ({ state: 0 }),
  handleCall: (request: number, _from: unknown, state: number) => ({ reply: state + request, state: state + request }),
};

describe("a property that all objects inherit", () => {
  it.each([["foo", 1], ["after", 0], ["reply", "all the same"], ["stop", "now"], ["then", 1]])("does not change what the library does: %s", async (name, value) => {
    pollute(name, value);
    const seen = await runtime.run(function* () {
      send(self(), { type: "hello" });
      const message = (yield* receive(() => true, { after: 100 })) as object;
      const server = yield* GenServer.start(counter, undefined);
      const reply = yield* GenServer.call(server, 1);
      const agent = yield* Agent.start(() => 2);
      const state = yield* Agent.get(agent, (kept: number) => kept);
      const result = yield* Task.await(Task.async(() => 3));
      yield* Registry.startLink({ keys: "unique", name: "keys" });
      Registry.register("keys", "key", undefined);
      const supervisor = yield* Supervisor.startLink([{ id: "child", start: () => GenServer.startLink(counter, undefined) }], { strategy: "oneForOne" });
      const { active } = yield* Supervisor.countChildren(supervisor);
      yield* Supervisor.stop(supervisor);
      Process.exit(server, "kill");
      Process.exit(agent, "kill");
      return [Object.keys(message), reply, state, result, Registry.keys("keys", self()), active, yield* receive({ after: 0 })];
    });

    expect(seen).toEqual([["type"], 1, 2, 3, ["key"], 1, timeout]);
  });
});
