// Waiting for a message, for ever or for a time: what every operation does that has found none.

import { limitError } from "./scheduler.ts";
import type { Scheduler } from "./scheduler.ts";

/**
 * Returns whether the wait of the current process, of `ms` milliseconds from the beginning of a receive, is over; else sets it to wait.
 *
 * @throws SystemLimitError
 */
export function isWaitOver(scheduler: Scheduler, ms: number): boolean {
  const { core } = scheduler;
  if (ms === 0) return true;
  if (ms === Infinity) {
    core.wait();
    return false;
  }
  const isOver = core.waitFor(ms);
  if (isOver < 0) throw limitError(scheduler, isOver);
  return isOver !== 0;
}
