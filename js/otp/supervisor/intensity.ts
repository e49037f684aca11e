// Restart intensity: how many restarts in how many seconds a supervisor bears before it gives up.
//
// Time is counted in whole seconds, and a restart that is exactly `maxSeconds` old still counts, as in supervisor.erl.

import { checkInteger } from "../../options.ts";
import { now } from "../../scheduler.ts";
import type { Scheduler } from "../../scheduler.ts";

/** The options of every supervisor that say when it gives up. */
export interface IntensityOptions {
  /** Restarts that may happen within `maxSeconds`; one more, and the supervisor ends. Default 3. */
  readonly maxRestarts?: number;
  /** Default 5. */
  readonly maxSeconds?: number;
}

export interface Intensity {
  readonly maxRestarts: number;
  readonly maxSeconds: number;
}

/** Counts the restarts of one supervisor. */
export interface RestartWindow {
  /** Counts a restart at this time. Returns false when it is one too many. */
  add(): boolean;
}

/** @throws TypeError, RangeError */
export function checkIntensity({ maxRestarts = 3, maxSeconds = 5 }: IntensityOptions): Intensity {
  return {
    maxRestarts: checkInteger("maxRestarts", maxRestarts, 0, Number.MAX_SAFE_INTEGER),
    maxSeconds: checkInteger("maxSeconds", maxSeconds, 1, Number.MAX_SAFE_INTEGER),
  };
}

/** Makes an empty window. It holds one number for each second in which there was a restart, however many there were. */
export function createRestartWindow(scheduler: Scheduler, { maxRestarts, maxSeconds }: Intensity): RestartWindow {
  /** Restarts by second, the oldest first. */
  const restarts = new Map<number, number>();
  let total = 0;
  return {
    add() {
      const second = Math.floor(now(scheduler) / 1_000);
      for (const [oldest, count] of restarts) {
        if (oldest >= second - maxSeconds) break;
        restarts.delete(oldest);
        total -= count;
      }
      restarts.set(second, (restarts.get(second) ?? 0) + 1);
      return ++total <= maxRestarts;
    },
  };
}
