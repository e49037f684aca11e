// §1.5 of docs/semantics.md: the agent.

import { describe, expect, it } from "vitest";
import { Process, createRuntime, isDown, isExit, receive, self, send, share, spawn, timeout, until } from "../../js/index.ts";
import type { Pid } from "../../js/index.ts";
import { AlreadyStartedError, BadReturnError, CallTimeoutError, CallingSelfError, DataCloneError, NoProcessError, StartError } from "../../js/errors.ts";
import * as Agent from "../../js/otp/agent.ts";
import { thrownFrom } from "../support/thrown.ts";

function run<T>(body: () => Generator<unknown, T, never>): Promise<T> {
  return createRuntime({ logger: false }).run(body) as Promise<T>;
}

describe("agent", () => {
  it("keeps a state: get, update, getAndUpdate, cast, in order", async () => {
    const values = await run(function* () {
      const agent = yield* Agent.startLink(() => 1);
      const got = yield* Agent.get(agent, (n) => n + 100);
      const updated = yield* Agent.update(agent, (n) => n + 1);
      const old = yield* Agent.getAndUpdate(agent, (n) => [`was ${n}`, n * 10]);
      Agent.cast(agent, (n) => n + 1);
      const last = yield* Agent.get(agent, (n) => n);
      yield* Agent.stop(agent);
      return [got, updated, old, last, Process.isAlive(agent)];
    });

    expect(values).toEqual([101, undefined, "was 2", 21, false]);
  });

  it("runs the functions in the agent, and copies their results out", async () => {
    const result = await run(function* () {
      const agent = yield* Agent.start(() => ({ pid: self(), items: ["a"] }));
      const isThere = yield* Agent.get(agent, ({ pid }) => pid === self() && pid !== undefined);
      const items = yield* Agent.get(agent, (state) => state.items);
      items.push("b");
      const shared = share({ big: true });
      yield* Agent.update(agent, (state) => ({ ...state, shared }));
      const same = (yield* Agent.get(agent, (state) => (state as { shared?: unknown }).shared)) === shared;
      return [isThere, yield* Agent.get(agent, (state) => state.items), same];
    });

    expect(result).toEqual([true, ["a"], true]);
  });

  it("takes generator and async functions", async () => {
    const values = await run(function* () {
      const other = yield* Agent.start(() => 5);
      const agent = yield* Agent.start(function* () {
        yield* Process.sleep(1);
        return 1;
      });
      return [
        yield* Agent.get(agent, function* (n) {
          return n + (yield* Agent.get(other, (m) => m));
        }),
        yield* Agent.get(agent, async (n) => n + (await Agent.get(other, (m) => m)) + (await until(Promise.resolve(10)))),
        yield* Agent.getAndUpdate(agent, async (n) => [n, 7] as const),
        yield* Agent.get(agent, (n) => n),
      ];
    });

    expect(values).toEqual([6, 16, 1, 7]);
  });

  it("start: a first function that throws is a StartError, a name that is taken an AlreadyStartedError", async () => {
    const boom = new Error("boom");
    const [failed, taken, same] = await run(function* () {
      const failed = yield* thrownFrom(() => Agent.start(() => { throw boom; }));
      const agent = yield* Agent.startLink(() => 0, { name: "agent" });
      const taken = yield* thrownFrom(() => Agent.startLink(() => 0, { name: "agent" }));
      return [failed, taken, (taken as AlreadyStartedError).pid === (agent as Pid)];
    });

    expect(failed).toBeInstanceOf(StartError);
    expect(failed).toMatchObject({ reason: boom });
    expect(taken).toBeInstanceOf(AlreadyStartedError);
    expect(same).toBe(true);
  });

  it("a function that throws ends the agent, and the caller exits with that reason", async () => {
    const boom = new Error("boom");
    const [error, exit] = await run(function* () {
      Process.flag("trapExit", true);
      const agent = yield* Agent.startLink(() => 0);
      const error = yield* thrownFrom(() => Agent.update(agent, () => { throw boom; }));
      const { reason } = yield* receive((message) => isExit(message));
      return [error, reason];
    });

    expect(error).toMatchObject({ code: "exited", reason: boom });
    expect(exit).toBe(boom);
  });

  it("getAndUpdate that returns no pair stops the agent with BadReturnError", async () => {
    const [error, reason] = await run(function* () {
      const agent = yield* Agent.start(() => 0);
      const ref = Process.monitor(agent);
      const error = yield* thrownFrom(() => Agent.getAndUpdate(agent, () => 7 as never));
      return [error, (yield* receive((message) => isDown(message, ref))).reason];
    });

    expect(reason).toBeInstanceOf(BadReturnError);
    expect(error).toMatchObject({ reason });
  });

  it("a time-out in the caller does not cancel: the update still happens", async () => {
    const [error, value, mailbox] = await run(function* () {
      const agent = yield* Agent.start(() => 0);
      const error = yield* thrownFrom(() => Agent.update(agent, function* (n) {
        yield* Process.sleep(10);
        return n + 1;
      }, 1));
      return [error, yield* Agent.get(agent, (n) => n), yield* receive({ after: 0 })];
    });

    expect(error).toBeInstanceOf(CallTimeoutError);
    expect([value, mailbox]).toEqual([1, timeout]);
  });

  it("calling the agent from inside itself ends it with CallingSelfError", async () => {
    const error = await run(function* () {
      const agent = yield* Agent.start(() => 0);
      return yield* thrownFrom(() => Agent.get(agent, function* () {
        return yield* Agent.get(agent, (n) => n);
      }));
    });

    expect((error as { reason: unknown }).reason).toBeInstanceOf(CallingSelfError);
  });

  it("a result that cannot be copied ends the agent with DataCloneError", async () => {
    const error = await run(function* () {
      const agent = yield* Agent.start(() => 0);
      return yield* thrownFrom(() => Agent.get(agent, () => () => {}));
    });

    expect((error as { reason: unknown }).reason).toBeInstanceOf(DataCloneError);
  });

  it("drops plain messages, and does nothing for a cast to nobody", async () => {
    const [value, error] = await run(function* () {
      const agent = yield* Agent.start(() => 1);
      send(agent, "what");
      Agent.cast("nobody", () => 1);
      return [yield* Agent.get(agent, (n) => n), yield* thrownFrom(() => Agent.get("nobody", () => 1))];
    });

    expect(value).toBe(1);
    expect(error).toBeInstanceOf(NoProcessError);
  });

  it("works from host code", async () => {
    const runtime = createRuntime({ logger: false });
    const agent = await runtime.run(function* () {
      return yield* Agent.start(() => new Map([["a", 1]]));
    });
    await Agent.update(agent, (map) => map.set("b", 2));

    expect(await Agent.get(agent, (map) => [...map.keys()])).toEqual(["a", "b"]);
    await Agent.stop(agent);
    expect(runtime.stats()).toMatchObject({ processes: 0, relations: 0, messages: 0 });
  });

  it("childSpec starts a linked agent under its name", async () => {
    const value = await run(function* () {
      const spec = Agent.childSpec(() => 3, { name: "child" });
      expect(spec).toMatchObject({ id: "child", restart: "permanent", shutdown: 5000, type: "worker" });
      yield* spec.start();
      const parent = self();
      spawn(function* () {
        send(parent, yield* Agent.get<number, number>("child", (n) => n));
      });
      return yield* receive();
    });

    expect(value).toBe(3);
  });
});
