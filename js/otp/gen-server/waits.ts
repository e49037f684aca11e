// Who waits for whom, in a call or for the start of a server. A call that would close a circle of them is found before it waits.
//
// An entry is left where it is when its wait is over: it counts only while the relation lasts that takes the reply.

import { generationOfRef, indexOfRef, slotOfPid } from "../../pid.ts";
import type { Pid } from "../../pid.ts";
import { reach } from "../../room.ts";
import type { Scheduler, Waiting } from "../../scheduler.ts";

/** Notes that the current process waits, until `noteDone`. */
export function noteWaiting(scheduler: Scheduler, waiting: Waiting): void {
  const { current, waits } = scheduler;
  reach(waits, current);
  waits[current] = waiting;
}

/** The current process waits for `waiting` no more. For another, which it asked for in the same turn, it may. */
export function noteDone(scheduler: Scheduler, waiting: Waiting): void {
  if (isNoted(scheduler, waiting)) scheduler.waits[scheduler.current] = undefined;
}

/** True when `waiting` is the last that the current process has noted. */
export function isNoted({ waits, current }: Scheduler, waiting: Waiting): boolean {
  return waits[current] === waiting;
}

/** The circle that would be closed if `caller` waited for `server`, which is another process; undefined when there is none. O(its length). */
export function findCycle(scheduler: Scheduler, caller: Pid, server: Pid): Pid[] | undefined {
  let next = waitsFor(scheduler, server);
  if (next === undefined) return undefined;
  const cycle: Pid[] = [caller, server];
  while (next !== undefined && next !== caller) {
    cycle.push(next);
    next = waitsFor(scheduler, next);
  }
  return next === undefined ? undefined : cycle;
}

/** Whom a process waits for. */
function waitsFor({ core, pids, waits }: Scheduler, pid: Pid): Pid | undefined {
  const slot = slotOfPid(pid);
  const ref = waits[slot]?.ref;
  if (ref === undefined || pids[slot] !== pid) return undefined;
  const relation = indexOfRef(ref);
  return core.relationOwner(relation, generationOfRef(ref)) === slot ? pids[core.otherSlot(relation, slot)] : undefined;
}
