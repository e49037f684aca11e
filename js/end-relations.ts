// What the end of a process means to those that it was bound to: EXIT over its links, DOWN to those that watched it.
//
// The scheduler is given this with its first relation, so that a program without any can be bundled without it.

import { ALIAS, LINK, NONE } from "../bindings/core.ts";
import type { Pid } from "./pid.ts";
import type { Scheduler } from "./scheduler.ts";
import { forgetRelation, signalDown, signalExit } from "./signals.ts";

/** Ends all links, monitors and aliases of a process that has ended, and tells the others. */
export function endRelations(scheduler: Scheduler, slot: number, pid: Pid, reason: unknown): void {
  const { core, waits } = scheduler;
  if (slot < waits.length) waits[slot] = undefined; // a call that it was killed in
  const first = (): number => core.firstMonitor(slot) || core.firstLink(slot) || core.firstMonitoredBy(slot);
  for (let relation = first(); relation !== NONE; relation = first()) {
    const kind = core.relationKind(relation);
    const other = core.otherSlot(relation, slot);
    if (kind !== LINK && kind !== ALIAS && core.relationOwner(relation, core.relationGeneration(relation)) === other) {
      signalDown(scheduler, relation, pid, reason);
      continue;
    }
    core.endRelation(relation);
    forgetRelation(scheduler, relation);
    if (kind === LINK) signalExit(scheduler, other, pid, reason);
  }
}
