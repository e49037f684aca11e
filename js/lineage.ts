// Where a process comes from: who has spawned it, and for whom it works. Elixir's $ancestors and $callers.
//
// It is the origin that the pid of a process leads to. Processes of the same lineage share one object; one that has ended
// has the lineage of host code, so that a pid which somebody still holds does not hold those of its ancestors.

import { originOfPid, setOriginOfPid } from "./pid.ts";
import type { AnyPid, Home, Origin } from "./pid.ts";
import { active, pidAt } from "./scheduler.ts";
import type { Scheduler } from "./scheduler.ts";

const NOBODY: readonly AnyPid[] = [];

export class Lineage implements Origin {
  readonly home: Home;
  readonly parent: AnyPid | undefined;
  /** The processes for which it works, nearest first. */
  readonly callers: readonly AnyPid[];

  constructor(home: Home, parent: AnyPid | undefined, callers: readonly AnyPid[] = NOBODY) {
    this.home = home;
    this.parent = parent;
    this.callers = callers;
  }
}

export function parentOf(scheduler: Scheduler, slot: number): AnyPid | undefined {
  return lineageOf(pidAt(scheduler, slot)).parent;
}

export function callersOf(scheduler: Scheduler, slot: number): readonly AnyPid[] {
  return lineageOf(pidAt(scheduler, slot)).callers;
}

/** The lineage of what the current process spawns, or host code. Most processes are spawned many in a row by one. */
export function lineageOfSpawned(scheduler: Scheduler): Lineage {
  const parent = active === scheduler ? scheduler.pids[scheduler.current] : undefined;
  if (parent === undefined) return scheduler.hostLineage;
  if (parent !== scheduler.spawned.parent) scheduler.spawned = new Lineage(scheduler, parent);
  return scheduler.spawned;
}

/** The lineage of what works for the current process; undefined in host code. */
export function workerLineage(scheduler: Scheduler): Lineage | undefined {
  const { pids, current } = scheduler;
  const caller = pids[current];
  return caller === undefined ? undefined : new Lineage(scheduler, caller, [caller, ...callersOf(scheduler, current)]);
}

export function setLineage(pid: AnyPid, lineage: Lineage): void {
  setOriginOfPid(pid, lineage);
}

/** Gives a process another parent: that of `lineage`. It still works for whom it did. */
export function giveTo(pid: AnyPid, lineage: Lineage): void {
  const { callers } = lineageOf(pid);
  setLineage(pid, callers.length === 0 ? lineage : new Lineage(lineage.home, lineage.parent, callers));
}

function lineageOf(pid: AnyPid): Lineage {
  return originOfPid(pid) as Lineage;
}
