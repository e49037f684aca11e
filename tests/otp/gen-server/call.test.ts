// Calls and replies: rules 32 to 38 of docs/semantics.md §2.6.

import { describe, expect, it } from "vitest";
import { Process, isDown, isExit, makeRef, receive, self, send, share, spawn, spawnMonitor, via } from "../../../js/index.ts";
import type { Pid } from "../../../js/index.ts";
import { CallTimeoutError, CallingSelfError, DataCloneError, NoProcessError, ServerExitedError } from "../../../js/errors.ts";
import * as GenServer from "../../../js/otp/gen-server.ts";
import { drain } from "../../support/drain.ts";
import { runtimesOfTests } from "../../support/runtimes.ts";
import { thrownFrom } from "../../support/thrown.ts";
import { Counter, told } from "./servers.ts";

const { logs, open } = runtimesOfTests();

describe("call and reply", () => {
  it("takes a from that was shared and sent back for a message, not for another call", async () => {
    const seen: unknown[] = [];
    await open().run(function* () {
      const server = yield* GenServer.start({
        init: () => ({ state: undefined }),
        handleCall(request: unknown, from: GenServer.From, state: undefined) {
          seen.push(["call", request]);
          send(self(), share(from));
          return { reply: "answer", state };
        },
        handleInfo(message: unknown, state: undefined) {
          seen.push(["info", typeof message]);
          return { state };
        },
      });
      yield* GenServer.call(server, "question");
      yield* GenServer.getState(server);
    });

    expect(seen).toEqual([["call", "question"], ["info", "object"]]);
  });

  it("32. a late reply is dropped, the mailbox stays clean, and the server still does the work", async () => {
    const { error, mailbox, state } = await open().run(function* () {
      const Slow = GenServer.define({
        init: () => ({ state: 0 }),
        *handleCall(request: "slow" | "get", _from, state) {
          if (request === "slow") yield* Process.sleep(20);
          return { reply: state, state: state + 1 };
        },
      });
      const server = yield* GenServer.start(Slow);
      const error = yield* thrownFrom(() => GenServer.call(server, "slow", 5));
      const state = yield* GenServer.call(server, "get");
      return { error, mailbox: yield* drain(), state };
    });

    expect(error).toBeInstanceOf(CallTimeoutError);
    expect(error).toMatchObject({ request: "slow", timeoutMs: 5, code: "timeout" });
    expect(mailbox).toEqual([]);
    expect(state).toBe(1);
  });

  it("32. a call with timeout 0 gives up at once, and with Infinity waits", async () => {
    const [none, value] = await open().run(function* () {
      const server = yield* GenServer.start(Counter, 1);
      return [yield* thrownFrom(() => GenServer.call(server, "get", 0)), yield* GenServer.call(server, "get", Infinity)];
    });

    expect(none).toBeInstanceOf(CallTimeoutError);
    expect(value).toBe(1);
  });

  it("33. a reply by a raw send to the alias is the reply, and vanishes when it is late", async () => {
    const { reply, error, mailbox } = await open().run(function* () {
      const Raw = GenServer.define({
        init: () => ({ state: 0 }),
        *handleCall(delay: number, from, state) {
          yield* Process.sleep(delay);
          send(from.ref, "raw");
          return { state };
        },
      });
      const server = yield* GenServer.start(Raw);
      const reply = yield* GenServer.call(server, 0);
      const error = yield* thrownFrom(() => GenServer.call(server, 10, 1));
      yield* Process.sleep(20);
      return { reply, error, mailbox: yield* drain() };
    });

    expect(reply).toBe("raw");
    expect(error).toBeInstanceOf(CallTimeoutError);
    expect(mailbox).toEqual([]);
  });

  it("34. of two replies the second vanishes, and never satisfies another call", async () => {
    const replies = await open().run(function* () {
      const Twice = GenServer.define({
        init: () => ({ state: 0 }),
        handleCall(request: string, from, state) {
          GenServer.reply(from, `${request} 1`);
          return { reply: `${request} 2`, state };
        },
      });
      const server = yield* GenServer.start(Twice);
      return [yield* GenServer.call(server, "a"), yield* GenServer.call(server, "b"), yield* drain()];
    });

    expect(replies).toEqual(["a 1", "b 1", []]);
  });

  it.each(["normal", "shutdown", { shutdown: "x" }, "odd"])("35. the caller exits when the server ends during the call, with reason %j", async (reason) => {
    const [error, down] = await open().run(function* () {
      const server = yield* GenServer.start(Counter, 0);
      const error = yield* thrownFrom(() => GenServer.call(server, { stop: reason }));
      const other = yield* GenServer.start(Counter, 0);
      const [, ref] = spawnMonitor(function* () {
        yield* GenServer.call(other, { stop: reason });
      });
      return [error, (yield* receive((message) => isDown(message, ref))).reason];
    });

    expect(error).toBeInstanceOf(ServerExitedError);
    expect(error).toMatchObject({ reason });
    expect(down).toBeInstanceOf(ServerExitedError);
  });

  it("35. a killed server is seen as killed", async () => {
    const error = await open().run(function* () {
      const server = yield* GenServer.start(Counter, 0);
      Process.sendAfter(self(), "never", 10_000);
      spawn(() => Process.exit(server, "kill"));
      return yield* thrownFrom(() => GenServer.call(server, "hang"));
    });

    expect(error).toMatchObject({ code: "exited", reason: "killed" });
  });

  it("36. a trapping caller that is linked to the server gets the exit of the call and the EXIT message", async () => {
    const [error, exits] = await open().run(function* () {
      Process.flag("trapExit", true);
      const server = yield* GenServer.startLink(Counter, 0);
      const error = yield* thrownFrom(() => GenServer.call(server, { stop: "over" }));
      return [error, (yield* drain()).map((message) => isExit(message, server) && message.reason)];
    });

    expect(error).toMatchObject({ reason: "over" });
    expect(exits).toEqual(["over"]);
  });

  it("37. calling oneself is found at once, by pid, by name and by via", async () => {
    const errors = await open().run(function* () {
      const me = self();
      Process.register(me, "me");
      const named = via({ whereisName: () => me, registerName() {}, unregisterName() {} });
      const errors = [];
      for (const server of [me, "me", named] as const) {
        errors.push(yield* thrownFrom(() => GenServer.call(server, "x")));
        errors.push(yield* thrownFrom(() => GenServer.stop(server)));
      }
      return errors;
    });

    expect(errors).toHaveLength(6);
    for (const error of errors) expect(error).toBeInstanceOf(CallingSelfError);
  });

  it("38. an unknown name and a dead pid are noproc to a call and nothing to a cast", async () => {
    const errors = await open().run(function* () {
      const dead = spawn(() => {});
      yield* Process.sleep(0);
      const nowhere = via({ whereisName: () => undefined, registerName() {}, unregisterName() {} });
      const errors = [];
      for (const server of [dead, "nobody", nowhere] as const) {
        GenServer.cast(server, "x");
        errors.push(yield* thrownFrom(() => GenServer.call(server, "x")));
        errors.push(yield* thrownFrom(() => GenServer.stop(server)));
      }
      return errors;
    });

    expect(errors).toHaveLength(6);
    for (const error of errors) expect(error).toBeInstanceOf(NoProcessError);
  });

  it("copies requests and replies, and refuses in the sender what cannot be copied", async () => {
    const { same, error, reason } = await open().run(function* () {
      const Echo = GenServer.define({
        init: () => ({ state: undefined as unknown }),
        handleCall: (request: { value: unknown }, _from, state) => ({ reply: request.value === "function" ? () => {} : state === request, state: request as unknown }),
      });
      const server = yield* GenServer.start(Echo);
      const request = { value: 1 };
      const same = [yield* GenServer.call(server, request), yield* GenServer.call(server, request)];
      const error = yield* thrownFrom(() => GenServer.call(server, { value: () => {} }));
      const failed = yield* thrownFrom(() => GenServer.call(server, { value: "function" }));
      return { same, error, reason: (failed as ServerExitedError).reason };
    });

    expect(same).toEqual([false, false]);
    expect(error).toBeInstanceOf(DataCloneError);
    expect(reason).toBeInstanceOf(DataCloneError);
  });

  it("cannot be taken in by messages that look like its own", async () => {
    const [infos, reply] = await open().run(function* () {
      const server = (yield* GenServer.start(told(self()))) as Pid;
      const from = { pid: self(), ref: makeRef() };
      send(server, { from, request: "x" });
      send(server, { request: "x" });
      send(server, { type: "EXIT", from: self(), reason: "x" });
      const reply = yield* GenServer.call(server as Pid, { type: "DOWN", ref: from.ref, object: server, reason: "x" });
      return [(yield* drain()).map((entry) => (entry as unknown[])[0]), reply];
    });

    expect(infos).toEqual(["info", "info", "info", "call"]);
    expect(reply).toMatchObject({ type: "DOWN", reason: "x" });
  });

  it("is an operation that can be used again, by several processes at once", async () => {
    const values = await open().run(function* () {
      const server = yield* GenServer.start(Counter, 0);
      const add = GenServer.call(server, "add");
      const parent = self();
      for (let i = 0; i < 3; i++) {
        spawn(function* () {
          send(parent, yield* add);
        });
      }
      const values = [yield* add];
      for (let i = 0; i < 3; i++) values.push(yield* receive<number>());
      return values.sort();
    });

    expect(values).toEqual([1, 2, 3, 4]);
  });

  it("gives up its monitor when the generator that waits is closed", async () => {
    const runtime = open();
    const relations = await runtime.run(function* () {
      const server = yield* GenServer.start(Counter, 0);
      const steps = GenServer.call(server, "hang")[Symbol.iterator]();
      Process.sendAfter(self(), "wakes up", 1);
      yield steps.next().value;
      const before = runtime.stats().relations;
      steps.return?.();
      return [before, runtime.stats().relations];
    });

    expect(relations).toEqual([1, 0]);
  });

  it("asked by hand, late, and once too often: finds its reply, and is over", async () => {
    const steps = await open().run(function* () {
      const server = yield* GenServer.start(Counter, 7);
      const call = GenServer.call(server, "get");
      const [one, other] = [call[Symbol.iterator](), call[Symbol.iterator]()];
      other.return?.();
      const step = one.next();
      yield step.value;
      yield* Process.sleep(2);
      const { done, value } = one.next();
      return [one === other, done, value, one.next().done, yield* call];
    });

    expect(steps).toEqual([false, true, 7, true, 7]);
  });

  it("works from async bodies and from host code", async () => {
    const runtime = open();
    const server = await runtime.run(async () => {
      const pid = await GenServer.start(Counter, 1);
      expect(await GenServer.call(pid, "add")).toBe(2);
      await expect(async () => await GenServer.call(pid, "hang", 1)).rejects.toBeInstanceOf(CallTimeoutError);
      return pid;
    });

    expect(await GenServer.call(server, "add")).toBe(3);
    GenServer.cast(server, 10);
    expect(await GenServer.getState(server)).toBe(13);
    await expect(GenServer.call(server, "hang", 1).then()).rejects.toBeInstanceOf(CallTimeoutError);
    await GenServer.stop(server);
    await expect(GenServer.call(server, "get").then()).rejects.toBeInstanceOf(NoProcessError);
    expect(logs).toEqual([]);
  });

  it("refuses durations and servers that are none", async () => {
    await open().run(function* () {
      const server = yield* GenServer.start(Counter, 1);
      expect(() => GenServer.call(server, "get", -1)).toThrow(RangeError);
      expect(() => GenServer.call(server, "get", NaN)).toThrow(RangeError);
      expect(() => GenServer.call(17 as never, "get")).toThrow(TypeError);
      expect(() => GenServer.cast(undefined as never, "get")).toThrow(TypeError);
      expect(() => GenServer.reply({} as never, "get")).toThrow(TypeError);
      expect(() => GenServer.startLink({} as never)).toThrow(TypeError);
      expect(() => GenServer.startLink({ ...Counter, handleInfo: "log" } as never, 1)).toThrow(TypeError);
      expect(() => GenServer.startLink(Counter, 1, { nome: "x" } as never)).toThrow(TypeError);
      expect(() => GenServer.startLink(Counter, 1, { timeout: -1 })).toThrow(RangeError);
    });
  });
});
