/// <reference lib="esnext.disposable" preserve="true" />
// The test runtime: one of the library's own, on a virtual clock that is moved while nothing else can happen.

import { queueMacrotask } from "../../bindings/host-tasks.ts";
import { asyncDispose } from "../async-dispose.ts";
import { createRuntime } from "../index.ts";
import type { Runtime, RuntimeOptions } from "../index.ts";
import { createVirtualClock } from "./virtual-clock.ts";
import type { VirtualClock } from "./virtual-clock.ts";

export interface TestRuntimeOptions extends Omit<RuntimeOptions, "clock"> {
  /** Draws the order in which processes run; the same seed gives the same run. Default 0: in order of arrival. */
  readonly seed?: number;
  /** What the clock shows at first, in milliseconds. Default 0. */
  readonly startTime?: number;
}

/** A runtime whose time passes only when a test says so. */
export interface TestRuntime extends Runtime {
  /** What the clock shows, in milliseconds. */
  now(): number;
  /**
   * Moves the clock by `ms` milliseconds, from timer to timer: whatever one sets going comes to rest before the next one is
   * due. Resolves when all of it is at rest, which beside a compiled loop without an end is never. Promises of the host are
   * waited for no longer than that takes.
   *
   * @throws TypeError, RangeError for what is no number of milliseconds, RuntimeStoppedError after `stop`.
   */
  advance(ms: number): Promise<void>;
  /**
   * Runs everything there is to run, and moves the clock to the next timer whenever all is at rest. Resolves when no timer runs
   * and no process waits for a promise of the host. With a timer that is set again and again it never does.
   */
  runUntilIdle(): Promise<void>;
}

/** Beyond it, a clock that is moved by a millisecond may stand where it stood. */
const LATEST = Number.MAX_SAFE_INTEGER;

/** What `stop` gives the processes to end by themselves. One that never rests has it in so many turns of the host. */
const STOP_GRACE_MS = 5_000;
const STOP_GRACE_TURNS = 20;


/**
 * Makes a runtime for a test: sleeps, timeouts and timers take no time, and the order of processes is the same in each run.
 *
 * It is a runtime in every other respect. `run` resolves as the clock is moved: keep its promise, move the clock, then await
 * it. One that is rejected meanwhile is no unhandled rejection of the host. `stop` moves the clock itself.
 *
 * @throws TypeError, RangeError for options that are none, as `createRuntime` does.
 * @example
 * import { createTestRuntime } from "beamlet/testing";
 *
 * const runtime = createTestRuntime({ seed: 7 });
 * const slept = runtime.run(function* () {
 *   yield* Process.sleep(3_600_000);
 *   return "an hour later";
 * });
 * await runtime.advance(3_600_000);
 * await slept; // "an hour later"
 * runtime.now(); // 3600000
 * await runtime.stop();
 * @see https://hexdocs.pm/elixir/Process.html#send_after/4 whose timers it fires; the idea is that of tokio's and Kotlin's paused clocks
 */
export function createTestRuntime(options: TestRuntimeOptions = {}): TestRuntime {
  if (typeof options !== "object" || options === null) throw new TypeError(`expected an object of options, got ${String(options)}`);
  if ("clock" in options) throw new TypeError("expected no clock: the test runtime has its own");
  const { startTime = 0, ...others } = options;
  checkMilliseconds("startTime", startTime);
  const clock = createVirtualClock(startTime);
  const runtime = createRuntime({ ...others, clock });
  let promised = startTime;
  let stopped: Promise<void> | undefined;

  async function advance(ms: number): Promise<void> {
    checkMilliseconds("ms", ms);
    runtime.stats(); // throws when it was stopped
    const target = (promised = Math.max(promised, clock.now()) + ms);
    await settle(clock);
    for (let next = clock.nextDeadline(); next <= target; next = clock.nextDeadline()) {
      clock.moveTo(next);
      await settle(clock);
    }
    clock.moveTo(target);
  }

  async function passUntil(goal: Promise<void>, mostTurns = Infinity): Promise<void> {
    await pass(clock, goal, mostTurns);
    promised = Math.max(promised, clock.now());
  }

  /** Nobody asks about the promise before the clock was moved. */
  const run: Runtime["run"] = (body, ...args) => {
    const result = runtime.run(body, ...args);
    result.catch(() => {});
    return result;
  };

  const stop = (): Promise<void> => (stopped ??= passUntil(runtime.stop(), STOP_GRACE_TURNS));
  return { ...runtime, run, now: clock.now, advance, runUntilIdle: () => passUntil(runtime.idle()), stop, [asyncDispose]: stop };
}

/** Lets time pass until a promise is settled: moves the clock to the next timer whenever all is at rest, and on when it never is. */
async function pass(clock: VirtualClock, goal: Promise<void>, mostTurns: number): Promise<void> {
  let isOver = false;
  const over = goal.finally(() => (isOver = true));
  over.catch(() => {}); // asked about below, once all is at rest
  for (;;) {
    const isAtRest = await settle(clock, mostTurns);
    if (isOver) return over;
    const next = isAtRest ? clock.nextDeadline() : clock.now() + STOP_GRACE_MS;
    if (next === Infinity) await Promise.race([over, clock.timerSet()]);
    else clock.moveTo(next);
  }
}

/** Resolves with true when all is at rest: the host had its turn, and nobody read the clock meanwhile. With false after so many turns. */
async function settle(clock: VirtualClock, mostTurns = Infinity): Promise<boolean> {
  for (let turn = 0; turn < mostTurns; turn++) {
    const before = clock.reads();
    await new Promise<void>((resolve) => queueMacrotask(resolve) || resolve());
    if (before === clock.reads()) return true;
  }
  return false;
}

function checkMilliseconds(name: string, value: unknown): void {
  if (typeof value !== "number") throw new TypeError(`expected ${name} as a number of milliseconds, got ${String(value)}`);
  if (!(value >= 0 && value <= LATEST)) throw new RangeError(`expected ${name} as milliseconds from 0 to ${LATEST}, got ${value}`);
}
