// Rules 69, 73, 74, 76 and 77 of docs/semantics.md §2.11 as they are for dynamic supervisors.

import { describe, expect, it } from "vitest";
import { DynamicSupervisor, GenServer, Process, createRuntime, exit, isDown, isExit, receive, self, send, spawn, spawnLink, spawnMonitor } from "../../../js/index.ts";
import type { Pid } from "../../../js/index.ts";
import { createClock, pass } from "../../support/clock.ts";
import { end, forever, reasonOf } from "../../support/processes.ts";
import { expectNothingLeft, silent } from "../../support/runtimes.ts";
import { child, pidsOf, start } from "./children.ts";
import type { ChildSpec, Restart } from "./children.ts";

describe("2.11 a child that ends", () => {
  const boom = new Error("boom");
  it.each<[Restart, unknown, boolean]>([
    ["permanent", "normal", true], ["permanent", "shutdown", true], ["permanent", boom, true],
    ["transient", "normal", false], ["transient", "shutdown", false], ["transient", { shutdown: 1 }, false], ["transient", boom, true], ["transient", "kill", true],
    ["temporary", "normal", false], ["temporary", boom, false], ["temporary", "kill", false],
  ])("71. %s, with reason %s: restarted %s", async (restart, reason, isRestarted) => {
    const [before, after] = await silent().run(function* () {
      const supervisor = yield* start();
      const pid = yield* DynamicSupervisor.startChild(supervisor, child(function* () { exit(yield* receive()); }, { restart }));
      if (reason === "kill") yield* end(pid!);
      else send(pid!, reason);
      yield* Process.sleep(0);
      return [pid, yield* pidsOf(supervisor)];
    });

    expect(after).toHaveLength(isRestarted ? 1 : 0);
    expect(after).not.toContain(before);
  });

  it("73. three restarts are borne, the fourth ends the supervisor with reason shutdown, and its children", async () => {
    const runtime = silent();

    const [pids, reason, isOtherAlive] = await runtime.run(function* () {
      const supervisor = yield* start();
      const other = yield* DynamicSupervisor.startChild(supervisor, child(forever, { restart: "temporary" }));
      yield* DynamicSupervisor.startChild(supervisor, child());
      const pids = new Set<unknown>();
      for (let round = 0; round < 4; round++) {
        const [, last] = yield* pidsOf(supervisor);
        pids.add(last);
        Process.exit(last as Pid, "kill");
      }
      const { reason } = yield* receive(isExit);
      return [pids.size, reason, Process.isAlive(other!)];
    });

    expect([pids, reason, isOtherAlive]).toEqual([4, "shutdown", false]);
    await runtime.idle();
    expectNothingLeft(runtime);
  });

  it("73. maxRestarts 0 bears no failure, and restarts that are older than maxSeconds do not count", async () => {
    const clock = createClock();
    const runtime = createRuntime({ logger: false, clock });

    const running = runtime.run(function* () {
      const strict = yield* start({ maxRestarts: 0 });
      yield* DynamicSupervisor.startChild(strict, child(() => exit("boom")));
      const { reason } = yield* receive(isExit);
      const patient = yield* start({ maxRestarts: 1, maxSeconds: 2 });
      yield* DynamicSupervisor.startChild(patient, child());
      for (let round = 0; round < 4; round++) {
        Process.exit((yield* pidsOf(patient))[0] as Pid, "kill");
        yield* Process.sleep(3_000);
      }
      const isAlive = Process.isAlive(patient);
      for (let round = 0; round < 2; round++) Process.exit((yield* pidsOf(patient))[0] as Pid, "kill");
      return [reason, isAlive, yield* reasonOf(patient)];
    });
    await pass(runtime, clock, 20_000);

    expect(await running).toEqual(["shutdown", true, "shutdown"]);
  });

  it("74. whose restart fails is tried again, each try counts, and others are served in between", async () => {
    const seen = await silent().run(function* () {
      const supervisor = yield* start({ maxRestarts: 5 });
      let tries = 0;
      const spec = child(forever, {
        *start() {
          yield* Process.sleep(0);
          return tries++ === 0 || tries > 4 ? spawnLink(forever) : exit("down");
        },
      });
      const pid = yield* DynamicSupervisor.startChild(supervisor, spec);
      yield* end(pid!);
      const shown = new Set<unknown>();
      for (let asked = 0; asked < 4; asked++) shown.add((yield* DynamicSupervisor.whichChildren(supervisor))[0]?.child === "restarting");
      const isBack = (yield* pidsOf(supervisor))[0] !== "restarting";
      for (let round = 0; round < 2; round++) Process.exit((yield* pidsOf(supervisor))[0] as Pid, "kill");
      return { tries, shown, isBack, reason: yield* reasonOf(supervisor) };
    });

    expect(seen).toEqual({ tries: 6, shown: new Set([true, false]), isBack: true, reason: "shutdown" });
  });

  it("that has nothing to start any more is forgotten", async () => {
    const left = await silent().run(function* () {
      const supervisor = yield* start();
      let starts = 0;
      const pid = yield* DynamicSupervisor.startChild(supervisor, child(forever, { start: () => (starts++ === 0 ? spawnLink(forever) : undefined) }));
      Process.exit(pid!, "kill");
      return yield* pidsOf(supervisor);
    });

    expect(left).toEqual([]);
  });
});

describe("2.11 the end of a supervisor", () => {
  /** A child that traps exits and takes `ms` to end. */
  const slow = (ms: number, log: (line: string) => void, rest: Partial<ChildSpec> = {}): ChildSpec =>
    child(function* () {
      Process.flag("trapExit", true);
      const { reason } = yield* receive(isExit);
      log(`told ${String(reason)}`);
      yield* Process.sleep(ms);
      log(`after ${ms}`);
    }, rest);

  it("69, 76. ends all children at once, each within its own time, and kills those that take longer", async () => {
    const clock = createClock();
    const runtime = createRuntime({ logger: false, clock });
    const log: string[] = [];
    const note = (line: string): void => void log.push(line);

    const running = runtime.run(function* () {
      const supervisor = yield* start();
      for (const ms of [100, 200, 300]) yield* DynamicSupervisor.startChild(supervisor, slow(ms, note, { shutdown: 1_000 }));
      yield* DynamicSupervisor.startChild(supervisor, slow(9_000, note, { shutdown: 500 }));
      yield* DynamicSupervisor.startChild(supervisor, slow(9_001, note, { shutdown: 500 }));
      yield* DynamicSupervisor.startChild(supervisor, slow(700, note, { shutdown: Infinity }));
      yield* DynamicSupervisor.startChild(supervisor, slow(0, note, { shutdown: "brutalKill" }));
      yield* Process.sleep(0);
      const before = clock.now();
      yield* DynamicSupervisor.stop(supervisor);
      return clock.now() - before;
    });
    await pass(runtime, clock, 10_000);

    expect(await running).toBe(700);
    expect(log).toEqual([...Array.from({ length: 6 }, () => "told shutdown"), "after 100", "after 200", "after 300", "after 700"]);
    await runtime.idle();
    expectNothingLeft(runtime);
    expect(clock.pending()).toBe(0);
  });

  it.each(["normal", "shutdown", "oops"])("77. the EXIT of the parent with reason %s ends it, children first; others' are ignored", async (reason) => {
    const runtime = silent();
    const log: string[] = [];

    await runtime.run(function* () {
      const me = self();
      const [parent] = spawnMonitor(function* () {
        const supervisor = yield* DynamicSupervisor.startLink();
        yield* DynamicSupervisor.startChild(supervisor, slow(0, (line) => log.push(line)));
        send(me, supervisor);
        exit(yield* receive());
      });
      const supervisor = (yield* receive((message) => message !== reason)) as Pid;
      Process.exit(supervisor, "oops");
      yield* Process.sleep(0);
      log.push(`alive: ${Process.isAlive(supervisor)}`);
      send(parent, reason);
      log.push(`ended: ${String(yield* reasonOf(supervisor))}`);
    });

    expect(log).toEqual(["alive: true", "told shutdown", "after 0", `ended: ${reason}`]);
    await runtime.idle();
    expectNothingLeft(runtime);
  });

  it("77. a kill bypasses the orderly end: the children get killed over their links", async () => {
    const reasons = await silent().run(function* () {
      const supervisor = yield* start();
      const told: unknown[] = [];
      const server = { init: () => ({ state: Process.flag("trapExit", true) }), terminate: (reason: unknown) => told.push(reason) };
      const pid = yield* DynamicSupervisor.startChild(supervisor, GenServer.childSpec(server, undefined));
      Process.exit(supervisor, "kill");
      const reason = yield* reasonOf(pid!);
      return [reason, told];
    });

    expect(reasons).toEqual(["killed", ["killed"]]);
  });

  it("comes at once when the runtime stops, and nothing is started again", async () => {
    const clock = createClock();
    const runtime = createRuntime({ logger: false, clock });
    let starts = 0;
    await runtime.run(function* () {
      const supervisor = yield* start({ maxRestarts: 1_000 });
      Process.unlink(supervisor);
      for (let index = 0; index < 10; index++) yield* DynamicSupervisor.startChild(supervisor, child(forever, { start: () => (starts++, spawnLink(forever)) }));
    });

    await runtime.stop(); // the clock stands still: nothing waits for the 5 seconds of a runtime that must kill

    expect(starts).toBe(10);
  });

  it("is not held up by children that have ended, are about to, or have unlinked themselves", async () => {
    const runtime = silent();

    const reason = await runtime.run(function* () {
      const supervisor = yield* start();
      const pids: Pid[] = [];
      for (let index = 0; index < 4; index++) pids.push((yield* DynamicSupervisor.startChild(supervisor, child(index === 3 ? () => Process.unlink(supervisor) : forever))) as Pid);
      yield* end(pids[0]!);
      const ref = Process.monitor(supervisor);
      spawn(() => DynamicSupervisor.stop(supervisor, { shutdown: "now" }));
      Process.exit(pids[1]!, "oops");
      const { reason } = yield* receive((message) => isDown(message, ref));
      return reason;
    });

    expect(reason).toEqual({ shutdown: "now" });
    await runtime.idle();
    expectNothingLeft(runtime);
  });
});
