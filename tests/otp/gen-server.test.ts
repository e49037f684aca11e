// Rules 32 to 51 of docs/semantics.md §2.6 and §2.7, and what callbacks may be and return.

import { describe, expect, it } from "vitest";
import {
  AlreadyRegisteredError, Process, exit, isDown, isExit, makeRef, receive, self, send, share, spawn, spawnMonitor, timeout, until, via,
} from "../../js/index.ts";
import type { Pid } from "../../js/index.ts";
import { AlreadyStartedError, BadReturnError, CallTimeoutError, CallingSelfError, DataCloneError, NoProcessError, ServerExitedError, StartError } from "../../js/errors.ts";
import * as GenServer from "../../js/otp/gen-server.ts";
import { createClock, pass } from "../support/clock.ts";
import { drain } from "../support/drain.ts";
import { runtimesOfTests } from "../support/runtimes.ts";
import { thrownFrom } from "../support/thrown.ts";

const { logs, open } = runtimesOfTests();

const Counter = GenServer.define({
  init: (start: number) => ({ state: start }),
  handleCall(request: "get" | "add" | "hang" | "crash" | { stop: unknown }, _from, state) {
    if (request === "get") return { reply: state, state };
    if (request === "add") return { reply: state + 1, state: state + 1 };
    if (request === "hang") return { state };
    if (request === "crash") throw new Error("boom");
    return { stop: request.stop, state };
  },
  handleCast: (step: number, state) => ({ state: state + step }),
});

/** A server that tells `log` what happens to it; its callbacks are overridden by `more`. */
function told(log: Pid, more: Partial<Parameters<typeof GenServer.start>[0]> = {}) {
  return {
    init: () => ({ state: "state" }),
    handleCall: (request: unknown, _from: GenServer.From, state: string) => {
      send(log, ["call", request]);
      return { reply: request, state };
    },
    handleCast: (request: unknown, state: string) => {
      send(log, ["cast", request]);
      return { state };
    },
    handleInfo: (message: unknown, state: string) => {
      send(log, ["info", message]);
      return { state };
    },
    terminate: (reason: unknown) => send(log, ["terminate", reason]),
    ...more,
  } as Parameters<typeof GenServer.start>[0];
}

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

describe("the life of a server", () => {
  it("39. startLink returns after init, and the name is registered before init runs", async () => {
    const trace = await open().run(function* () {
      const trace: unknown[] = [];
      const server = yield* GenServer.startLink({
        *init() {
          trace.push(Process.whereis("named") === self());
          yield* Process.sleep(5);
          trace.push("init");
          return { state: 0 };
        },
      }, undefined, { name: "named" });
      trace.push("started", GenServer.whereis("named") === server);
      return trace;
    });

    expect(trace).toEqual([true, "init", "started", true]);
  });

  it("39. the name is free again before the caller is told that init failed", async () => {
    const names = await open().run(function* () {
      const names = [];
      for (const result of [{ stop: "no" }, { ignore: true as const }]) {
        yield* thrownFrom(() => GenServer.start({ init: () => result as { stop: unknown } }, undefined, { name: "named" }));
        names.push(Process.whereis("named"));
      }
      yield* thrownFrom(() => GenServer.start({ init: () => exit("x") }, undefined, { name: "named" }));
      return [...names, Process.whereis("named")];
    });

    expect(names).toEqual([undefined, undefined, undefined]);
  });

  it("40. init stop: start throws StartError, and startLink ends a caller that does not trap", async () => {
    const [error, reason] = await open().run(function* () {
      const Failing = GenServer.define({ init: () => ({ stop: "no" }) });
      const error = yield* thrownFrom(() => GenServer.start(Failing));
      const [, ref] = spawnMonitor(function* () {
        try {
          yield* GenServer.startLink(Failing);
        } catch {
          exit("caught");
        }
      });
      return [error, (yield* receive((message) => isDown(message, ref))).reason];
    });

    expect(error).toBeInstanceOf(StartError);
    expect(error).toMatchObject({ reason: "no" });
    expect(reason).toBe("no");
  });

  it("40. a trapping caller gets the StartError and no EXIT, and the process is gone", async () => {
    const [error, mailbox, processes] = await open().run(function* () {
      Process.flag("trapExit", true);
      const error = yield* thrownFrom(() => GenServer.startLink({ init: () => ({ stop: "no" }) }));
      return [error, yield* drain(), Process.list().length];
    });

    expect(error).toMatchObject({ code: "start", reason: "no" });
    expect(mailbox).toEqual([]);
    expect(processes).toBe(1);
  });

  it("41. init ignore: undefined, terminate is not called, and the linked caller lives", async () => {
    const [server, trace] = await open().run(function* () {
      const server = yield* GenServer.startLink(told(self(), { init: () => ({ ignore: true }) }));
      return [server, yield* drain()];
    });

    expect(server).toBeUndefined();
    expect(trace).toEqual([]);
  });

  it("41. init throws, exits, or returns what it may not: StartError with the reason, and no terminate", async () => {
    const boom = new Error("boom");
    const [reasons, trace] = await open().run(function* () {
      const inits = [
        () => { throw boom; },
        () => { throw "value"; },
        () => exit("reason"),
        () => undefined,
        () => ({ state: 0, timeout: -1 }),
        () => ({ state: 0, typo: 1 }),
        () => ({ reply: 0, state: 1 }),
      ];
      const reasons: unknown[] = [];
      for (const init of inits) reasons.push((yield* thrownFrom(() => GenServer.start(told(self(), { init: init as never }))) as Generator<never, StartError>).reason);
      return [reasons, yield* drain()] as const;
    });

    expect(reasons[0]).toBe(boom);
    expect(reasons.slice(1, 3)).toEqual([{ nocatch: "value" }, "reason"]);
    for (const reason of reasons.slice(3)) expect(reason).toBeInstanceOf(BadReturnError);
    expect(reasons[3]).toMatchObject({ callback: "init", value: undefined });
    expect(trace).toEqual([]);
  });

  it("41. a start that takes longer than its timeout is killed, and throws StartError", async () => {
    const [error, mailbox, processes, name] = await open().run(function* () {
      Process.flag("trapExit", true);
      const Slow = GenServer.define({
        *init() {
          yield* Process.sleep(Infinity);
          return { state: 0 };
        },
      });
      const error = yield* thrownFrom(() => GenServer.startLink(Slow, undefined, { timeout: 2, name: "slow" }));
      return [error, yield* drain(), Process.list().length, Process.whereis("slow")];
    });

    expect(error).toMatchObject({ code: "start", reason: "timeout" });
    expect([mailbox, processes, name]).toEqual([[], 1, undefined]);
  });

  it("81. a name that is taken: AlreadyStartedError with the pid, no crash, no second init", async () => {
    const [error, isHolder, inits] = await open().run(function* () {
      let inits = 0;
      const Once = GenServer.define({ init: () => ({ state: ++inits }) });
      const server = yield* GenServer.startLink(Once, undefined, { name: "once" });
      const error = yield* thrownFrom(() => GenServer.startLink(Once, undefined, { name: "once" }));
      return [error, (error as AlreadyStartedError).pid === server, inits];
    });

    expect(error).toBeInstanceOf(AlreadyStartedError);
    expect([isHolder, inits]).toEqual([true, 1]);
  });

  it("81. two starts that race for a name: one wins, the other is told who", async () => {
    const outcomes = await open().run(function* () {
      const parent = self();
      for (let i = 0; i < 2; i++) {
        spawn(function* () {
          const error = yield* thrownFrom(() => GenServer.start({
            *init() {
              yield* Process.sleep(1);
              return { state: 0 };
            },
          }, undefined, { name: "raced" }));
          send(parent, error instanceof AlreadyStartedError ? error.pid === Process.whereis("raced") : error);
        });
      }
      return [yield* receive(), yield* receive()];
    });

    expect(outcomes).toEqual([true, "nothing"]);
  });

  it("a via is asked for the name, given it before init, and freed when init fails", async () => {
    const trace = await open().run(function* () {
      const trace: unknown[] = [];
      let holder: Pid | undefined;
      const name = via({
        whereisName: () => holder,
        registerName(pid: Pid) {
          trace.push("register");
          if (holder !== undefined) throw new AlreadyRegisteredError("via", holder);
          holder = pid;
        },
        unregisterName() {
          trace.push("unregister");
          holder = undefined;
        },
      });
      yield* thrownFrom(() => GenServer.start({ init: () => exit("x") }, undefined, { name }));
      const server = yield* GenServer.start(Counter, 1, { name });
      trace.push(yield* GenServer.call(name, "get"), GenServer.whereis(name) === server);
      return trace;
    });

    expect(trace).toEqual(["register", "unregister", "register", 1, true]);
  });

  it("42. continue runs before any message, even one sent in init, and after startLink has returned", async () => {
    const trace = await open().run(function* () {
      const log = self();
      yield* GenServer.start(told(log, {
        init() {
          send(self(), "early");
          return { state: "state", continue: 1 };
        },
        handleContinue(n: number, state: never) {
          send(log, ["continue", n]);
          return n < 3 ? { state, continue: n + 1 } : { state };
        },
      }));
      yield* Process.sleep(1);
      return yield* drain();
    });

    expect(trace).toEqual([["continue", 1], ["continue", 2], ["continue", 3], ["info", "early"]]);
  });

  it("42. after reply with continue the reply is sent first; a crash in continue comes after a successful start", async () => {
    const [reply, trace, reason] = await open().run(function* () {
      const log = self();
      const server = (yield* GenServer.start(told(log, {
        handleCall: (_request: unknown, _from: unknown, state: never) => ({ reply: "replied", state, continue: "slow" }),
        *handleContinue(arg: unknown, state: never) {
          yield* Process.sleep(1);
          send(log, ["continue", arg]);
          return { state };
        },
      }))) as Pid;
      const reply = yield* GenServer.call(server, "x");
      const before = yield* drain();
      yield* Process.sleep(5);
      Process.flag("trapExit", true);
      const crashing = (yield* GenServer.startLink({ init: () => ({ state: 0, continue: 1 }), handleContinue: () => exit("later") })) as Pid;
      const { reason } = yield* receive((message) => isExit(message, crashing));
      return [reply, [before, yield* drain()], reason];
    });

    expect(reply).toBe("replied");
    expect(trace).toEqual([[], [["continue", "slow"]]]);
    expect(reason).toBe("later");
  });

  it("42. endless continues do not keep the others from their turns", async () => {
    const answer = await open().run(function* () {
      yield* GenServer.start({ init: () => ({ state: 0, continue: 1 }), handleContinue: (n: number, state: number) => ({ state, continue: n }) });
      send(self(), "still here");
      yield* Process.sleep(0);
      return yield* receive();
    });

    expect(answer).toBe("still here");
  });

  it("43. stop with a reply: terminate runs first, then the reply, then the exit", async () => {
    const trace = await open().run(function* () {
      const server = (yield* GenServer.start(told(self(), { handleCall: (_r: unknown, _f: unknown, state: never) => ({ stop: "over", reply: "bye", state }) }))) as Pid;
      const reply = yield* GenServer.call(server, "x");
      const terminate = yield* receive();
      const error = yield* thrownFrom(() => GenServer.call(server, "x"));
      return [reply, terminate, error instanceof NoProcessError];
    });

    expect(trace).toEqual(["bye", ["terminate", "over"], true]);
  });

  it("44. a timeout fires handleInfo, only for the next wait, and any message cancels it", async () => {
    const trace = await open().run(function* () {
      const log = self();
      const server = (yield* GenServer.start(told(log, {
        init: () => ({ state: "state", timeout: 5 }),
        handleInfo(message: unknown, state: never) {
          send(log, ["info", message === timeout ? "timeout" : message]);
          return message === "again" ? { state, timeout: 5 } : { state };
        },
      }))) as Pid;
      yield* Process.sleep(15);
      const first = yield* drain();
      send(server, "again");
      send(server, "cancels");
      yield* Process.sleep(15);
      return [first, yield* drain()];
    });

    expect(trace).toEqual([[["info", "timeout"]], [["info", "again"], ["info", "cancels"]]]);
  });

  it("44. a queued message wins over a timeout of 0", async () => {
    const trace = await open().run(function* () {
      const log = self();
      yield* GenServer.start(told(log, {
        init() {
          send(self(), "queued");
          return { state: "state", timeout: 0 };
        },
        handleInfo(message: unknown, state: never) {
          send(log, message === timeout ? "timeout" : message);
          return message === "queued" ? { state, timeout: 0 } : { state };
        },
      }));
      yield* Process.sleep(5);
      return yield* drain();
    });

    expect(trace).toEqual(["queued", "timeout"]);
  });

  it.each([
    ["getState", (server: Pid) => GenServer.getState(server)],
    ["replaceState", (server: Pid) => GenServer.replaceState(server, (state) => state)],
  ])("44. %s is no message that cancels a timeout: the wait begins anew, as after a call of :sys", async (_name, ask) => {
    const clock = createClock();
    const runtime = open({ clock });
    const running = runtime.run(function* () {
      const log = self();
      const server = yield* GenServer.start(told(log, {
        init: () => ({ state: "state", timeout: 60 }),
        handleInfo(message: unknown, state: never) {
          send(log, [message === timeout, clock.now() - 1_000]);
          return { state };
        },
      }));
      yield* Process.sleep(40);
      yield* ask(server as Pid);
      yield* Process.sleep(200);
      yield* ask(server as Pid);
      yield* Process.sleep(200);
      return yield* drain();
    });
    await pass(runtime, clock, 500);

    expect(await running).toEqual([[true, 100]]);
  });

  it("45. hibernate changes nothing: the next message wakes the server", async () => {
    const value = await open().run(function* () {
      const server = yield* GenServer.start(GenServer.define({
        init: () => ({ state: 0, hibernate: true }),
        handleCall: (n: number, _from, state) => ({ reply: n + state, state: n + state, hibernate: true }),
      }));
      return [yield* GenServer.call(server, 1), yield* GenServer.call(server, 2)];
    });

    expect(value).toEqual([1, 3]);
  });

  it("46. terminate is called on stop, throw, exit, bad return, GenServer.stop", async () => {
    const boom = new Error("boom");
    const reasons = await open().run(function* () {
      const ways: (() => unknown)[] = [
        () => ({ stop: "stopped", state: "state" }),
        () => { throw boom; },
        () => { throw 7; },
        () => exit("exited"),
        () => "bad",
        () => ({ stop: "without a state" }),
        () => ({ ignore: true }),
        () => ({ state: 0, timeout: 1, continue: 1 }),
      ];
      const reasons = [];
      for (const way of ways) {
        const server = (yield* GenServer.start(told(self(), { handleCast: way as never }))) as Pid;
        const ref = Process.monitor(server);
        GenServer.cast(server, "x");
        const { reason } = yield* receive((message) => isDown(message, ref));
        reasons.push([reason, ...(yield* drain())]);
      }
      const server = (yield* GenServer.start(told(self()))) as Pid;
      yield* GenServer.stop(server, "asked");
      reasons.push(["asked", ...(yield* drain())]);
      return reasons;
    });

    for (const [reason, terminate] of reasons) expect(terminate).toEqual(["terminate", reason instanceof Error ? expect.any(Error) : reason]);
    expect(reasons.map(([reason]) => reason)).toEqual([
      "stopped", boom, { nocatch: 7 }, "exited", expect.any(BadReturnError), expect.any(BadReturnError), expect.any(BadReturnError), expect.any(BadReturnError), "asked",
    ]);
  });

  it.each(["normal", "shutdown", "odd"])("46. terminate is called on the parent's EXIT while trapping, with reason %j", async (reason) => {
    const trace = await open().run(function* () {
      const log = self();
      const [, ref] = spawnMonitor(function* () {
        yield* GenServer.startLink(told(log, {
          init() {
            Process.flag("trapExit", true);
            return { state: "state" };
          },
        }));
        exit(reason);
      });
      yield* receive((message) => isDown(message, ref));
      yield* Process.sleep(0);
      return yield* drain();
    });

    expect(trace).toEqual([["terminate", reason]]);
  });

  it("46. terminate is not called on an untrapped exit signal, a kill; finally in a callback under way runs", async () => {
    const trace = await open().run(function* () {
      const log = self();
      for (const reason of ["shutdown", "kill"]) {
        const server = (yield* GenServer.start(told(log, {
          *handleCast(_request: unknown, state: never) {
            try {
              yield* Process.sleep(Infinity);
            } finally {
              send(log, ["finally", reason]);
            }
            return { state };
          },
        }))) as Pid;
        const ref = Process.monitor(server);
        GenServer.cast(server, "x");
        yield* Process.sleep(0);
        Process.exit(server, reason);
        yield* receive((message) => isDown(message, ref));
      }
      return yield* drain();
    });

    expect(trace).toEqual([["finally", "shutdown"]]);
  });

  it("47. an EXIT from a process that is not the parent goes to handleInfo, the parent's never does", async () => {
    const trace = await open().run(function* () {
      const server = (yield* GenServer.start(told(self(), {
        init() {
          Process.flag("trapExit", true);
          return { state: "state" };
        },
      }))) as Pid;
      const other = spawn(() => {
        Process.link(server);
        exit("other");
      });
      yield* Process.sleep(1);
      Process.exit(server, "from the starter, who is no parent");
      yield* Process.sleep(0);
      return [other, yield* drain(), self()] as const;
    });
    const [other, messages, me] = trace;

    expect(messages).toEqual([
      ["info", { type: "EXIT", from: other, reason: "other" }],
      ["info", { type: "EXIT", from: me, reason: "from the starter, who is no parent" }],
    ]);
  });

  it("48. messages that were queued before stop are handled before terminate", async () => {
    const trace = await open().run(function* () {
      const server = (yield* GenServer.start(told(self()))) as Pid;
      send(server, 1);
      GenServer.cast(server, 2);
      yield* GenServer.stop(server);
      return yield* drain();
    });

    expect(trace).toEqual([["info", 1], ["cast", 2], ["terminate", "normal"]]);
  });

  it("49. terminate that throws or exits changes the reason, and stop exits in the caller", async () => {
    const boom = new Error("boom");
    const errors = await open().run(function* () {
      const errors = [];
      for (const terminate of [() => { throw boom; }, () => exit("changed")]) {
        const server = (yield* GenServer.start(told(self(), { terminate }))) as Pid;
        errors.push(yield* thrownFrom(() => GenServer.stop(server)));
      }
      return errors;
    });

    expect(errors).toMatchObject([{ code: "exited", reason: boom }, { code: "exited", reason: "changed" }]);
  });

  it("50. a value thrown in a callback is no return value (decision 4)", async () => {
    const error = await open().run(function* () {
      const server = (yield* GenServer.start(told(self(), { handleCall: () => { throw { reply: 1, state: 2 }; } }))) as Pid;
      return yield* thrownFrom(() => GenServer.call(server, "x"));
    });

    expect(error).toMatchObject({ reason: { nocatch: { reply: 1, state: 2 } } });
  });

  it("51. a missing handleInfo logs and goes on; a missing handleCall or handleCast crashes", async () => {
    const [alive, error, reason] = await open().run(function* () {
      const Bare = { init: () => ({ state: 0 }) };
      const server = yield* GenServer.start(Bare);
      send(server, "what");
      yield* GenServer.getState(server);
      const alive = Process.isAlive(server);
      const error = yield* thrownFrom(() => GenServer.call(server as Pid, "x"));
      const other = yield* GenServer.start(Bare);
      const ref = Process.monitor(other);
      GenServer.cast(other as Pid, "x");
      return [alive, error, (yield* receive((message) => isDown(message, ref))).reason];
    });

    expect(alive).toBe(true);
    expect(logs[0]).toContain("what");
    expect((error as ServerExitedError).reason).toBeInstanceOf(TypeError);
    expect(reason).toBeInstanceOf(TypeError);
  });
});

describe("callbacks", () => {
  it("may be generators: the server serves nobody else meanwhile, and keeps the order", async () => {
    const trace = await open().run(function* () {
      const log = self();
      const server = (yield* GenServer.start(told(log, {
        *init() {
          yield* Process.sleep(1);
          return { state: "state" };
        },
        *handleCall(request: unknown, _from: unknown, state: never) {
          yield* Process.sleep(2);
          send(log, request);
          return { reply: request, state };
        },
        *terminate(reason: unknown) {
          yield* Process.sleep(1);
          send(log, reason);
        },
      }))) as Pid;
      spawn(function* () {
        yield* GenServer.call(server, 1);
      });
      yield* Process.sleep(0);
      yield* GenServer.call(server, 2);
      yield* GenServer.stop(server, "over");
      return yield* drain();
    });

    expect(trace).toEqual([1, 2, "over"]);
  });

  it("may be async: they may await operations and promises", async () => {
    const result = await open().run(function* () {
      const counter = yield* GenServer.start(Counter, 1);
      const Async = GenServer.define({
        async init(start: number) {
          await Process.sleep(1);
          return { state: start };
        },
        async handleCall(request: "operation" | "promise" | "message" | "throw", _from, state) {
          if (request === "throw") throw new RangeError("async");
          if (request === "message") {
            send(self(), "mine");
            return { reply: await receive((message) => message === "mine"), state };
          }
          if (request === "promise") return { reply: await Promise.resolve("promised"), state };
          const reply = await GenServer.call(counter, "add");
          return { reply: reply + state, state };
        },
        async terminate() {
          await Process.sleep(1);
        },
      });
      const server = yield* GenServer.start(Async, 10);
      const replies = [
        yield* GenServer.call(server, "operation"), yield* GenServer.call(server, "promise"),
        yield* GenServer.call(server, "message"), yield* GenServer.call(server, "operation"),
      ];
      const error = yield* thrownFrom(() => GenServer.call(server, "throw"));
      return [replies, (error as ServerExitedError).reason];
    });

    expect(result).toEqual([[12, "promised", "mine", 13], expect.any(RangeError)]);
  });

  it("may leave an operation behind: a race in an async callback", async () => {
    const replies = await open().run(function* () {
      const Racing = GenServer.define({
        init: () => ({ state: 0 }),
        async handleCall(_request: "race", _from, state) {
          const winner = await Promise.race([until(Promise.resolve("won")), receive((message) => message === "never")]);
          return { reply: winner, state };
        },
      });
      const server = yield* GenServer.start(Racing);
      return [yield* GenServer.call(server, "race"), yield* GenServer.call(server, "race")];
    });

    expect(replies).toEqual(["won", "won"]);
  });

  it("that yield what is no operation are told so", async () => {
    const reason = await open().run(function* () {
      const server = (yield* GenServer.start(told(self(), {
        *handleCast(_request: unknown, state: never) {
          try {
            yield 17;
          } catch (error) {
            exit({ caught: (error as Error).name });
          }
          return { state };
        },
      } as never))) as Pid;
      const ref = Process.monitor(server);
      GenServer.cast(server, "x");
      return (yield* receive((message) => isDown(message, ref))).reason;
    });

    expect(reason).toEqual({ caught: "TypeError" });
  });

  it("are called on their object, and a class instance will do", async () => {
    class Adder {
      readonly step = 2;
      init(start: number) {
        return { state: start };
      }
      handleCall(_request: "add", _from: GenServer.From, state: number) {
        return { reply: state + this.step, state: state + this.step };
      }
    }

    const value = await open().run(function* () {
      const server = yield* GenServer.start(new Adder(), 1);
      return yield* GenServer.call(server, "add");
    });

    expect(value).toBe(3);
  });

  it("a reply of undefined is a reply: the key decides", async () => {
    const value = await open().run(function* () {
      const server = yield* GenServer.start({ init: () => ({ state: 0 }), handleCall: (_r: "x", _f: GenServer.From, state: number) => ({ reply: undefined, state }) });
      return [yield* GenServer.call(server, "x")];
    });

    expect(value).toEqual([undefined]);
  });

  it("an abnormal end is reported once, through formatStatus", async () => {
    await open().run(function* () {
      const server = (yield* GenServer.start(told(self(), {
        handleCast: () => { throw new Error("boom"); },
        formatStatus: (status: GenServer.Status) => ({ ...status, state: "hidden" }),
      }), undefined, { name: "reported" })) as Pid;
      const ref = Process.monitor(server);
      GenServer.cast(server, "the request");
      yield* receive((message) => isDown(message, ref));
    });

    expect(logs).toHaveLength(1);
    expect(logs[0]).toMatch(/GenServer reported #PID<.*> terminating\n\*\* \(Error\).*boom[^]*Last message: "the request"\nState: "hidden"/);
  });
});

describe("stop, getState, replaceState, childSpec", () => {
  it("stop takes reasons that are equal, not the same", async () => {
    await open().run(function* () {
      const server = yield* GenServer.start(Counter, 1);
      yield* GenServer.stop(server, { shutdown: ["x", { y: 1 }] });
      const boom = new Error("boom");
      yield* GenServer.stop(yield* GenServer.start(Counter, 1), boom);
    });
  });

  it.each([
    ["a Map", () => new Map([["at", { y: 1 }]]), () => new Map([["at", { y: 2 }]])],
    ["a Set", () => new Set([1]), () => new Set([2])],
    ["a Date", () => new Date(5), () => new Date(6)],
    ["a RegExp", () => /x/g, () => /x/],
    ["an Error", () => new RangeError("late"), () => new RangeError("early")],
    ["a typed array", () => new Uint8Array([1]), () => new Uint8Array([2])],
  ])("stop takes a reason that holds %s: one that is equal, and no other", async (_what, asked, other) => {
    const errors = await open().run(function* () {
      for (const reason of [{ shutdown: asked() }, { shutdown: [asked()] }]) yield* GenServer.stop(yield* GenServer.start(Counter, 1), reason);
      const stubborn = { init: () => ({ state: 0 }), terminate: () => exit({ shutdown: other() }) };
      const server = yield* GenServer.start(stubborn);
      return [yield* thrownFrom(() => GenServer.stop(server, { shutdown: asked() }))];
    });

    expect(errors[0]).toBeInstanceOf(ServerExitedError);
  });

  it("stop with a timeout gives up", async () => {
    const error = await open().run(function* () {
      const server = yield* GenServer.start({
        init: () => ({ state: 0 }),
        *terminate() {
          yield* Process.sleep(Infinity);
        },
      });
      return yield* thrownFrom(() => GenServer.stop(server, "normal", 1));
    });

    expect(error).toBeInstanceOf(CallTimeoutError);
  });

  it("getState copies, replaceState runs in the server, and what it throws is thrown in the caller", async () => {
    const [before, after, error, refused, state] = await open().run(function* () {
      const server = yield* GenServer.start(Counter, 1);
      const before = yield* GenServer.getState(server);
      const after = yield* GenServer.replaceState(server, (state) => state + (self() === server ? 10 : 0));
      const error = yield* thrownFrom(() => GenServer.replaceState(server, () => { throw new RangeError("no"); }));
      const functions = yield* GenServer.start({ init: () => ({ state: () => {} }) });
      const refused = yield* thrownFrom(() => GenServer.getState(functions));
      return [before, after, error, refused, yield* GenServer.call(server, "get")];
    });

    expect([before, after, state]).toEqual([1, 11, 11]);
    expect(error).toBeInstanceOf(RangeError);
    expect(refused).toBeInstanceOf(DataCloneError);
  });

  it("childSpec has Elixir's defaults, and starts a linked server", async () => {
    const value = await open().run(function* () {
      const spec = GenServer.childSpec(Counter, 5, { name: "child" });
      expect(spec).toMatchObject({ id: "child", restart: "permanent", shutdown: 5000, type: "worker", significant: false });
      expect(GenServer.childSpec(Counter, 5, { id: 7, restart: "temporary", shutdown: "brutalKill" })).toMatchObject({ id: 7, restart: "temporary", shutdown: "brutalKill" });
      const pid = (yield* spec.start()) as Pid;
      return [yield* GenServer.call("child", "get"), Process.info(self())?.links.includes(pid)];
    });

    expect(value).toEqual([5, true]);
  });
});
