// What the end of a process means to those that it was bound to: EXIT over its links, DOWN to those that watched it.
//
// The scheduler is given this with its first relation, so that a program without any can be bundled without it.

import { LINK, NONE } from "../bindings/core.ts";
import type { Pid } from "./pid.ts";
import type { Scheduler } from "./scheduler.ts";
import { forgetRelation, signalDown, signalExit } from "./signals.ts";

/** Ends all links, monitors and aliases of a process that has ended, and tells the others. */
export function endRelations(scheduler: Scheduler, slot: number, pid: Pid, reason: unknown): void {
  const { core, waits } = scheduler;
  if (slot < waits.length) waits[slot] = undefined; // a call that it was killed in
  const first = (): number => core.firstMonitor(slot) || core.firstLink(slot);
  for (let relation = first(); relation !== NONE; relation = first()) {
    const isLink = core.relationKind(relation) === LINK;
    const other = core.otherSlot(relation, slot);
    core.endRelation(relation);
    forgetRelation(scheduler, relation);
    if (isLink) signalExit(scheduler, other, pid, reason);
  }
  tellWatchers(scheduler, slot, pid, reason);
}

/** In the order in which they began to watch: whoever waits for one DOWN after the other finds the next in front. The core has the last one first. */
function tellWatchers(scheduler: Scheduler, slot: number, pid: Pid, reason: unknown): void {
  const { core, refs } = scheduler;
  const last = core.firstMonitoredBy(slot);
  if (last === NONE) return;
  const before = core.nextRelation(last, slot);
  if (before === NONE) return signalDown(scheduler, last, pid, reason);
  const monitors = [last];
  for (let monitor = before; monitor !== NONE; monitor = core.nextRelation(monitor, slot)) monitors.push(monitor);
  for (let index = monitors.length - 1; index >= 0; index--) {
    const monitor = monitors[index] as number;
    // It may have ended since: a logger that was told of a long mailbox can send through its alias.
    if (refs[monitor] !== undefined) signalDown(scheduler, monitor, pid, reason);
  }
}
