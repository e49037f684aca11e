// The parts that all supervisors share: the start and the end of one child, the window of restarts.

import { describe, expect, it } from "vitest";
import { Process, createRuntime, exit, receive, self, send, spawnLink, timeout } from "../../../js/index.ts";
import { endChild, createExitReader } from "../../../js/otp/supervisor/ending.ts";
import { createRestartWindow } from "../../../js/otp/supervisor/intensity.ts";
import { startChild } from "../../../js/otp/supervisor/starting.ts";
import { active } from "../../../js/scheduler.ts";
import type { Scheduler } from "../../../js/scheduler.ts";
import { createClock } from "../../support/clock.ts";
import { forever } from "../../support/processes.ts";

/** Runs `body` in a process that traps exits, and sees to it that nothing is left of it. */
async function supervised<T>(body: (scheduler: Scheduler) => Generator<unknown, T, unknown>): Promise<T> {
  const runtime = createRuntime({ logger: false });
  const result = await runtime.run(function* () {
    Process.flag("trapExit", true);
    return yield* body(active as Scheduler);
  });
  await runtime.idle();
  const { processes, messages, timers, relations } = runtime.stats();
  expect({ processes, messages, timers, relations }).toEqual({ processes: 0, messages: 0, timers: 0, relations: 0 });
  await runtime.stop();
  return result as T;
}

describe("endChild", () => {
  it("takes the EXIT and the DOWN out of the mailbox, and no other message", async () => {
    const left = await supervised(function* (scheduler) {
      send(self(), "before");
      const pid = spawnLink(forever);
      const { reason, isExpected } = yield* endChild(scheduler, pid, { restart: "permanent", shutdown: 5_000 });
      expect([reason, isExpected]).toEqual(["shutdown", true]);
      return [yield* receive({ after: 0 }), yield* receive({ after: 0 })];
    });

    expect(left).toEqual(["before", timeout]);
  });

  it("finds the reason of a child that is gone in its EXIT", async () => {
    await supervised(function* (scheduler) {
      const pid = spawnLink(() => exit("odd"));
      while (Process.isAlive(pid)) yield* Process.sleep(0);

      expect(yield* endChild(scheduler, pid, { restart: "permanent", shutdown: 5_000 })).toEqual({ reason: "odd", isExpected: false });
      expect(yield* endChild(scheduler, pid, { restart: "permanent", shutdown: 5_000 })).toEqual({ reason: "noproc", isExpected: false });
      expect(yield* receive({ after: 0 })).toBe(timeout);
    });
  });

  it("waits for a child that was told to end and has not had its turn", async () => {
    await supervised(function* (scheduler) {
      const pid = spawnLink(forever);
      yield* Process.sleep(1);
      Process.exit(pid, "kill");
      expect(Process.list()).toContain(pid);

      expect(yield* endChild(scheduler, pid, { restart: "permanent", shutdown: "brutalKill" })).toEqual({ reason: "killed", isExpected: true });
      expect(Process.list()).not.toContain(pid);
    });
  });

  it("with a reader of exits learns the reasons of many, also of those that end meanwhile", async () => {
    await supervised(function* (scheduler) {
      const pids = Array.from({ length: 100 }, (_, number) => spawnLink(function* () {
        yield* Process.sleep(number < 50 ? 0 : 5);
        exit(number);
      }));
      const exits = createExitReader(scheduler);
      yield* Process.sleep(2);
      const reasons: unknown[] = [];
      for (const pid of pids.slice(0, 50).reverse()) reasons.push((yield* endChild(scheduler, pid, { restart: "permanent", shutdown: 5_000 }, exits)).reason);
      yield* Process.sleep(20);
      for (const pid of pids.slice(50).reverse()) reasons.push((yield* endChild(scheduler, pid, { restart: "permanent", shutdown: 5_000 }, exits)).reason);

      expect(reasons).toEqual([...Array.from({ length: 50 }, (_, number) => 49 - number), ...Array.from({ length: 50 }, (_, number) => 99 - number)]);
    });
  });
});

describe("startChild", () => {
  it("tells a pid, nothing to start, and a failure", async () => {
    await supervised(function* (scheduler) {
      const pid = spawnLink(forever);

      expect(yield* startChild(scheduler, () => pid)).toEqual({ pid });
      expect(yield* startChild(scheduler, () => undefined)).toEqual({ pid: undefined });
      expect(yield* startChild(scheduler, () => exit("no"))).toEqual({ failure: "no" });
      Process.unlink(pid);
      Process.exit(pid, "kill");
      yield* Process.sleep(0);
    });
  });
});

describe("the window of restarts", () => {
  it("forgets what is older than maxSeconds, counted in whole seconds", async () => {
    const clock = createClock();
    const runtime = createRuntime({ logger: false, clock });
    const scheduler = await runtime.run(() => active as Scheduler);
    const restarts = createRestartWindow(scheduler, { maxRestarts: 2, maxSeconds: 5 });
    const at = (second: number): boolean => {
      clock.advance(second * 1_000 - (clock.now() - 1_000));
      return restarts.add();
    };

    expect([at(0), at(0), at(6), at(6), at(11), at(12), at(18)]).toEqual([true, true, true, true, false, true, true]);
    await runtime.stop();
  });
});
