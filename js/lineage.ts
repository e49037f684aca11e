// Where a process comes from: who has spawned it, and for whom it works. Elixir's $ancestors and $callers.
//
// Most processes work for nobody, and of them only the parent is kept. Processes of the same lineage share one object.

import type { AnyPid } from "./pid.ts";
import type { Scheduler } from "./scheduler.ts";

export class Lineage {
  readonly parent: AnyPid | undefined;
  /** The processes for which it works, nearest first. */
  readonly callers: readonly AnyPid[];

  constructor(parent: AnyPid | undefined, callers: readonly AnyPid[]) {
    this.parent = parent;
    this.callers = callers;
  }
}

export function parentOf(scheduler: Scheduler, slot: number): AnyPid | undefined {
  const origin = scheduler.origins[slot];
  return origin instanceof Lineage ? origin.parent : origin;
}

export function callersOf(scheduler: Scheduler, slot: number): readonly AnyPid[] {
  const origin = scheduler.origins[slot];
  return origin instanceof Lineage ? origin.callers : [];
}

/** The lineage of what works for the current process; undefined in host code. */
export function workerLineage(scheduler: Scheduler): Lineage | undefined {
  const { pids, current } = scheduler;
  const caller = pids[current];
  return caller === undefined ? undefined : new Lineage(caller, [caller, ...callersOf(scheduler, current)]);
}

/** Gives a process another parent. */
export function giveTo(scheduler: Scheduler, slot: number, parent: AnyPid): void {
  const callers = callersOf(scheduler, slot);
  scheduler.origins[slot] = callers.length === 0 ? parent : new Lineage(parent, callers);
}
