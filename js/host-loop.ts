// The host loop: slices of many turns, and the event loop in between.
//
//   wakeUp ──► microtask ──► slice ──► nothing runnable: all that is left with the host is the next timer
//                 ▲            │
//                 │            └──► time is over: macrotask, so that the host's timers and input get their turn
//                 └─ only for as long as one slice since the host had its turn: else processes and promises, and async
//                    bodies between their operations, could keep it from its turn for ever
//
// A slice is bounded by the clock, read after each burst, and by reductions where the clock stands still while code runs.
//
// Some hosts tie a task and a timer to the request in which they were made, and drop them when it ends. There, what was asked
// for in one request is asked for again in the next that wakes the loop; the first answer counts. The others find it over, but
// what it asked for in its turn may be dropped: while something is runnable they ask again, each time after twice as long, and
// at rest they set a timer too.

import { isTiedToRequests, queueMacrotask, queueMicrotask } from "../bindings/host-tasks.ts";
import { beginTurns, forgetEnded, reportBurst, turnsAfter } from "./long-turn.ts";
import { forgetAnswer } from "./operation.ts";
import { now, setActive } from "./scheduler.ts";
import type { Scheduler } from "./scheduler.ts";
import { runTurns } from "./turn.ts";

// What runs between two readings of the clock, which cost as much as a turn: at most four full turns, and so few turns
// that even some of 100 µs each leave the slice in time.
const REDUCTIONS_PER_BURST = 16_000;

/** What a millisecond is taken for where the clock stands still: a process sends and receives about as much in one. */
const REDUCTIONS_PER_MS = 50_000;

/** Slices that may follow each other without the host's turn, where the clock cannot tell how long they took. */
const MICROTASK_SLICES = 1_000;

export interface HostLoop {
  /** Makes sure that a slice runs soon: before the host does anything else, unless the processes have kept it for long. */
  wakeUp(): void;
  /** True when a slice will run soon. */
  isScheduled(): boolean;
  /** Called whenever a slice has left nothing runnable. */
  onRest(): void;
}

export function createHostLoop(scheduler: Scheduler, sliceMs: number): HostLoop {
  const { core, clock, longTurns } = scheduler;
  let isScheduled = false;
  let isLasting = true; // false when what is scheduled was asked for earlier, perhaps in a request that is over
  let round = 0; // of slices: a macrotask that was asked for in an earlier one is over
  let slices = 0; // since the host had its turn
  let busySince = 0; // when the first of them began
  let busyMs = 0; // from then to the end of the last one
  let timer: unknown;
  let timerDeadline = Infinity;

  function wakeUp(): void {
    if (isScheduled && isLasting) return;
    if (isScheduled || busyMs >= sliceMs || slices >= MICROTASK_SLICES) {
      continueInMacrotask();
    } else {
      isScheduled = true;
      queueMicrotask(slice);
    }
  }

  function continueInMacrotask(ms = 0): void {
    const asked = round;
    isScheduled = queueMacrotask(() => {
      if (asked === round) sliceInMacrotask();
      else if (isTiedToRequests) isScheduled ? continueInMacrotask(2 * ms + 1) : rest();
    }, ms);
    if (!isTiedToRequests) return;
    // Once in each request is enough, and what runs until the microtask belongs to one.
    isLasting = true;
    queueMicrotask(() => (isLasting = false));
  }

  function sliceInMacrotask(): void {
    hostHadItsTurn();
    slice();
  }

  function hostHadItsTurn(): void {
    slices = 0;
    busyMs = 0;
  }

  function sliceOfTimer(): void {
    timerDeadline = Infinity;
    if (!isScheduled || isTiedToRequests) sliceInMacrotask();
  }

  function slice(): void {
    round++;
    isScheduled = false;
    isLasting = true;
    scheduler.isRunning = true;
    setActive(scheduler);
    try {
      runSlice();
    } finally {
      setActive(undefined);
      scheduler.isRunning = false;
      forgetAnswer();
      forgetEnded(longTurns);
    }
    if (core.runnableCount() > 0) continueInMacrotask();
    else rest();
  }

  function runSlice(): void {
    const begun = now(scheduler);
    if (slices++ === 0) {
      busySince = begun;
      queueMacrotask(hostHadItsTurn);
    }
    let time = begun;
    let spent = 0;
    let turns = 1;
    readClock(time);
    while (core.runnableCount() > 0 && time - begun < sliceMs && (time !== begun || spent < sliceMs * REDUCTIONS_PER_MS)) {
      beginTurns(longTurns, turns);
      core.beginBurst(turns, REDUCTIONS_PER_BURST);
      runTurns(scheduler);
      spent += REDUCTIONS_PER_BURST - core.burstLeft();
      const before = time;
      time = now(scheduler);
      if (time - before >= longTurns.limitMs) reportBurst(scheduler, time, time - before);
      turns = turnsAfter(turns, time - before, time, longTurns);
      readClock(time);
    }
    busyMs = time - busySince;
  }

  function readClock(time: number): void {
    scheduler.readAt = time;
    core.advance(time);
    scheduler.fireTimers?.(scheduler);
  }

  /** Nothing is runnable: sets the host's timer for the next deadline, and no other. An earlier one may stay: it only looks once too often. */
  function rest(): void {
    const deadline = core.nextDeadline();
    if (deadline < timerDeadline || deadline === Infinity || isTiedToRequests) {
      if (timerDeadline !== Infinity) clock.clearTimeout(timer);
      timerDeadline = deadline;
      if (deadline !== Infinity) timer = clock.setTimeout(sliceOfTimer, Math.max(0, Math.ceil(deadline - now(scheduler))));
    }
    loop.onRest();
  }

  const loop: HostLoop = { wakeUp, isScheduled: () => isScheduled, onRest: () => {} };
  return loop;
}
