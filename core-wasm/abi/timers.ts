// Timers. What expired is gathered here; JavaScript sends it.

import { processAt } from "../process";
import * as timers from "../timer";
import { orOutOfMemory } from "./result";

/** Starts a timer of `delay` ms that sends to a live process, or to a name (slot NONE). Returns its index or OUT_OF_MEMORY. O(1). May grow memory. */
export function startTimer(slot: i32, delay: f64): i32 {
  return orOutOfMemory(timers.startTimer(slot, delay));
}

export function timerGeneration(index: i32): i32 {
  return timers.timerGeneration(index);
}

/** Ends a timer. Returns 0 when it was not running. O(1). */
export function stopTimer(index: i32, generation: i32): i32 {
  return timers.stopTimer(index, generation) ? 1 : 0;
}

/** Milliseconds left at `now`, or -1 when the timer is not running. */
export function timeLeft(index: i32, generation: i32, now: f64): f64 {
  return timers.timeLeft(index, generation, now);
}

/** The first timer that sends to a process, or NONE. */
export function firstTimer(slot: i32): i32 {
  return processAt(slot).timers;
}

/** Reads the clock, in ms since the core was opened: wakes the receives that have timed out and gathers the other expired timers. O(expired). */
export function advance(now: f64): void {
  timers.advance(now);
}

/** An expired timer that sends, in the order of deadlines, or NONE. `stopTimer` frees it. */
export function firstExpired(): i32 {
  return timers.firstExpired();
}

/** When `advance` must be called again, not later than the next deadline; Infinity when no timer runs. */
export function nextDeadline(): f64 {
  return timers.nextDeadline();
}
