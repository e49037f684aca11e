// Names that a registry keeps.

import { describe, expect, it } from "vitest";
import { NoProcessError, Process, Registry, isDown, receive, self, send, spawn, via } from "../../../js/index.ts";
import type { Pid } from "../../../js/index.ts";
import * as Agent from "../../../js/otp/agent.ts";
import * as GenServer from "../../../js/otp/gen-server.ts";
import { thrownBy, thrownFrom } from "../../support/thrown.ts";
import { registriesOfTests } from "./registries.ts";

const { logs, run } = registriesOfTests();

describe("via", () => {
  it("leads to the holder, and a value given with it is registered", async () => {
    const result = await run(function* () {
      const name = via(Registry, "unique", "counter", { shown: true });
      const agent = yield* Agent.startLink(() => 1, { name });
      const same = via(Registry, "unique", "counter");
      const found = [GenServer.whereis(same) === agent, Process.whereis(name) === agent, Registry.lookup("unique", "counter")[0]?.[1]];
      Process.monitor(same);
      yield* Agent.stop(name);
      const down = yield* receive(isDown);
      return [found, down.object === same, GenServer.whereis(name), thrownBy(() => send(same, 1)) instanceof NoProcessError];
    });

    expect(result).toEqual([[true, true, { shown: true }], true, undefined, true]);
  });

  it("to a registry that is not there leads nowhere, and registers nothing", async () => {
    const result = await run(function* () {
      const name = via(Registry, "nowhere", "k");
      Process.sendAfter(name, "lost", 0);
      Process.monitor(name);
      const down = yield* receive(isDown);
      return [Process.whereis(name), down.reason, thrownBy(() => Process.register(self(), name)), yield* thrownFrom(() => Agent.get(name, () => 1))];
    });

    expect(result).toMatchObject([undefined, "noproc", { code: "noproc", target: "nowhere" }, { code: "noproc" }]);
    expect(logs).toEqual([]);
  });

  it("registers and frees other processes too, with the link", async () => {
    const result = await run(function* () {
      const registry = Process.whereis("unique") as Pid;
      const name = via(Registry, "unique", "other", 7);
      const other = Process.spawn(function* () { yield* Process.sleep(Infinity); }, { name });
      const links = Process.info(other)?.links.includes(registry);
      const dead = spawn(() => {});
      yield* Process.sleep(0);
      const errors = [thrownBy(() => Registry.registerName(dead, "unique", "dead")), thrownBy(() => Process.register(dead, via(Registry, "unique", "dead")))];
      Process.unregister(name);
      return [links, Process.info(other)?.links, Registry.count("unique"), errors.map((error) => error instanceof NoProcessError)];
    });

    expect(result).toEqual([true, [], 0, [true, true]]);
  });
});
