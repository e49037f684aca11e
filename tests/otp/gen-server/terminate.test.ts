// How a server ends: rules 46 to 49 of docs/semantics.md §2.7.

import { describe, expect, it } from "vitest";
import { Process, Supervisor, createRuntime, exit, isDown, receive, self, send, spawn, spawnMonitor } from "../../../js/index.ts";
import type { Pid } from "../../../js/index.ts";
import { BadReturnError } from "../../../js/errors.ts";
import * as GenServer from "../../../js/otp/gen-server.ts";
import { createClock } from "../../support/clock.ts";
import { drain } from "../../support/drain.ts";
import { runtimesOfTests } from "../../support/runtimes.ts";
import { thrownFrom } from "../../support/thrown.ts";
import { told } from "./servers.ts";

const { open, logs } = runtimesOfTests();

describe("the end of a server", () => {
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

  it.each(["normal", "odd"])("46. a server that starts unlinked is its own parent: an exit signal %j to itself ends it through terminate", async (reason) => {
    const [ended, trace] = await open().run(function* () {
      const server = (yield* GenServer.start(told(self(), {
        init() {
          Process.flag("trapExit", true);
          return { state: "state" };
        },
        handleCast(_request: unknown, state: never) {
          Process.exit(self(), reason);
          return { state };
        },
      }))) as Pid;
      const ref = Process.monitor(server);
      GenServer.cast(server, "x");
      const { reason: ended } = yield* receive((message) => isDown(message, ref));
      return [ended, yield* drain()];
    });

    expect([ended, trace]).toEqual([reason, [["terminate", reason]]]);
  });

  it("46. the EXIT of a runtime that stops counts as the parent's, whatever the server's parent is", async () => {
    const reasons: unknown[] = [];
    const Trapping = GenServer.define({
      init() {
        Process.flag("trapExit", true);
        return { state: 0 };
      },
      terminate: (reason) => void reasons.push(reason),
    });
    const logs: string[] = [];
    const write = (line: string) => void logs.push(line);
    const runtime = createRuntime({ clock: createClock(), logger: { debug: write, info: write, warn: write, error: write } });
    await runtime.run(function* () {
      yield* GenServer.start(Trapping);
      const supervisor = yield* Supervisor.startLink([GenServer.childSpec(Trapping, undefined)], { strategy: "oneForOne" });
      Process.unlink(supervisor);
    });

    await runtime.stop(); // the clock stands still: nothing waits for the 5 seconds of a runtime that must kill

    expect(reasons).toEqual(["shutdown", "shutdown"]);
    expect(logs).toEqual([]);
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

  it("43. the reply of a stop comes although terminate fails", async () => {
    const boom = new Error("boom");
    const ends = await open().run(function* () {
      const ends = [];
      for (const terminate of [() => { throw boom; }, () => exit("changed"), function* () { yield* Process.sleep(1); exit("later"); }]) {
        const server = (yield* GenServer.start(told(self(), { handleCall: () => ({ stop: "over", reply: "bye", state: 0 }) as never, terminate }))) as Pid;
        const ref = Process.monitor(server);
        const reply = yield* GenServer.call(server, "x");
        const { reason } = yield* receive((message) => isDown(message, ref));
        ends.push([reply, reason]);
      }
      return ends;
    });

    expect(ends).toEqual([["bye", boom], ["bye", "changed"], ["bye", "later"]]);
  });

  it.each(["changed", "normal", "shutdown", new Error("boom")])("49. terminate that fails is reported once, also with %j", async (reason) => {
    await open().run(function* () {
      const server = (yield* GenServer.start(told(self(), { terminate: () => { if (reason instanceof Error) throw reason; exit(reason); } }))) as Pid;
      const ref = Process.monitor(server);
      GenServer.cast(server, "the last");
      yield* thrownFrom(() => GenServer.stop(server));
      yield* receive((message) => isDown(message, ref));
    });

    expect(logs).toEqual([expect.stringMatching(/^GenServer #PID<.*> terminating\n[^]*State: "state"$/)]);
  });
});
