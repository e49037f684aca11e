// What callbacks may be, and rule 51 of docs/semantics.md §2.7: those that are not there.

import { describe, expect, it } from "vitest";
import { Process, exit, isDown, receive, self, send, spawn, until } from "../../../js/index.ts";
import type { Pid } from "../../../js/index.ts";
import type { ServerExitedError } from "../../../js/errors.ts";
import * as GenServer from "../../../js/otp/gen-server.ts";
import { drain } from "../../support/drain.ts";
import { runtimesOfTests } from "../../support/runtimes.ts";
import { thrownFrom } from "../../support/thrown.ts";
import { Counter, told } from "./servers.ts";

const { logs, open } = runtimesOfTests();

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
