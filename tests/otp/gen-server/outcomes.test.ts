// What a callback returns, and what follows: rules 42 to 45 and 50 of docs/semantics.md §2.7.

import { describe, expect, it } from "vitest";
import { Process, exit, isExit, receive, self, send, timeout } from "../../../js/index.ts";
import type { Pid } from "../../../js/index.ts";
import { NoProcessError } from "../../../js/errors.ts";
import * as GenServer from "../../../js/otp/gen-server.ts";
import { createClock, pass } from "../../support/clock.ts";
import { drain } from "../../support/drain.ts";
import { runtimesOfTests } from "../../support/runtimes.ts";
import { thrownFrom } from "../../support/thrown.ts";
import { told } from "./servers.ts";

const { open } = runtimesOfTests();

describe("what a callback returns", () => {
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

  it("50. a value thrown in a callback is no return value (decision 4)", async () => {
    const error = await open().run(function* () {
      const server = (yield* GenServer.start(told(self(), { handleCall: () => { throw { reply: 1, state: 2 }; } }))) as Pid;
      return yield* thrownFrom(() => GenServer.call(server, "x"));
    });

    expect(error).toMatchObject({ reason: { nocatch: { reply: 1, state: 2 } } });
  });
});
