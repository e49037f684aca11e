// The count of compiled code: what a turn is charged for what it has run through. It is one for all runtimes, because turns
// follow each other, and the end of each settles what it has counted.
//
// What changes the count is in preemption.ts, and falls out of a program of which nothing is compiled.

import type { Core } from "../bindings/core.ts";

/** Iterations of the first chunk of a turn: no more of them go by after an operation has spent the turn. */
export const FIRST_CHUNK = 8;

/** What compiled code sees of it: the beginnings of `preemption`. */
export interface Count {
  /** Iterations until the next spend. */
  left: number;
  /** Thrown by whatever compiled code does next, `catch` and `finally` included, when a process is killed inside a call. */
  ending: unknown;
}

export const count: Count = { left: FIRST_CHUNK, ending: undefined };

/** What it does not see. */
export const counting: { firstChunk: number; chunk: number; hasSpent: boolean; isLeaving: boolean } = {
  /** Smaller while a first chunk takes too long. */
  firstChunk: FIRST_CHUNK,
  chunk: FIRST_CHUNK,
  /** In this turn. */
  hasSpent: false,
  /** A generator has been told to yield, and the scheduler has not been asked since. */
  isLeaving: false,
};

/** Returns what the current turn has counted since it was last charged, to be charged as it ends. The next one begins at nothing. */
export function settle(): number {
  const iterations = counting.chunk - count.left;
  counting.chunk = count.left = counting.firstChunk;
  if (counting.hasSpent) {
    count.ending = undefined;
    counting.hasSpent = false;
    counting.isLeaving = false;
  }
  return iterations;
}

/** Charges it where the turn goes on. */
export function settleSoFar(core: Core): void {
  core.charge(counting.chunk - count.left);
  counting.chunk = count.left;
}

/** True when the current turn was given up by a check of compiled code, and not by an operation. */
export function isPreempted(): boolean {
  return counting.isLeaving;
}

/** True for what ends a killed process inside a call. */
export function isEnding(thrown: unknown): boolean {
  return thrown !== undefined && thrown === count.ending;
}
