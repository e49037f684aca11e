// How a server starts, or does not: rules 39 to 41 of docs/semantics.md §2.7, and rule 81.

import { describe, expect, it } from "vitest";
import { AlreadyRegisteredError, Process, exit, isDown, receive, self, send, spawn, spawnMonitor, via } from "../../../js/index.ts";
import type { Pid } from "../../../js/index.ts";
import { AlreadyStartedError, BadReturnError, StartError } from "../../../js/errors.ts";
import * as GenServer from "../../../js/otp/gen-server.ts";
import { drain } from "../../support/drain.ts";
import { runtimesOfTests } from "../../support/runtimes.ts";
import { thrownFrom } from "../../support/thrown.ts";
import { Counter, told } from "./servers.ts";

const { open } = runtimesOfTests();

describe("the start of a server", () => {
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
});
