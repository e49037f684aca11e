// Relations: links, monitors and aliases, and what is sent through them.

import { ALIAS, ALIAS_EXPLICIT, ALIAS_NONE, ALIAS_REPLY, ALL_ENDED, COST_SIGNAL, HALF_ENDED, LINK, MONITOR, NONE, NONE_ENDED, RELATION_ENDED } from "../layout";
import { sendThrough } from "../delivery";
import { Process, processAt } from "../process";
import { Relation, findLink, findRelation, keepAlias, nextRelation as relationAfter, otherEnd, relate, relationAt, unrelate } from "../relation";
import { spend } from "../turn";
import { orOutOfMemory } from "./result";

/** Links two different live processes. Returns the relation, new or old, or OUT_OF_MEMORY. O(links of the one that has fewer). May grow memory. */
export function link(from: i32, to: i32): i32 {
  return signalled(linkBetween(from, to) || relate(LINK, ALIAS_NONE, processAt(from), processAt(to)));
}

/** The relation that links two processes, or NONE. */
export function linkBetween(a: i32, b: i32): i32 {
  return indexOf(findLink(processAt(a), processAt(b)));
}

/** `from` monitors `to`, another live process. Returns the relation or OUT_OF_MEMORY. O(1). May grow memory. */
export function monitor(from: i32, to: i32, alias: i32): i32 {
  return signalled(relate(MONITOR, alias, processAt(from), processAt(to)));
}

/** Makes an alias of a process. Returns the relation or OUT_OF_MEMORY. O(1). May grow memory. */
export function alias(owner: i32, alias: i32): i32 {
  return orOutOfMemory(relate(ALIAS, alias, processAt(owner), null));
}

export function relationGeneration(index: i32): i32 {
  return relationAt(index).generation;
}

export function relationKind(index: i32): i32 {
  return relationAt(index).kind;
}

/** Slot of the process that made a relation, or NONE when it has ended. */
export function relationOwner(index: i32, generation: i32): i32 {
  return slotOf(changetype<Relation>(changetype<usize>(findRelation(index, generation))).from);
}

/** Slot at the other end of a relation of `slot`; NONE for an alias. */
export function otherSlot(index: i32, slot: i32): i32 {
  return slotOf(otherEnd(relationAt(index), processAt(slot)));
}

/** Ends a relation. */
export function endRelation(index: i32): void {
  unrelate(relationAt(index));
}

/** Ends the monitor of a relation; an explicit alias outlives it. Returns NONE_ENDED when there was none, HALF_ENDED when the alias is left, or ALL_ENDED. */
export function demonitor(index: i32, generation: i32): i32 {
  const relation = findRelation(index, generation);
  if (relation == null || relation.kind != MONITOR) return NONE_ENDED;
  return endMonitor(relation) ? ALL_ENDED : HALF_ENDED;
}

/** Ends the alias of a relation. Returns NONE_ENDED when there was none, HALF_ENDED when its monitor is left, or ALL_ENDED. */
export function unalias(index: i32, generation: i32): i32 {
  const relation = findRelation(index, generation);
  if (relation == null || relation.alias == ALIAS_NONE) return NONE_ENDED;
  if (relation.kind == MONITOR) {
    relation.alias = <u8>ALIAS_NONE;
    return HALF_ENDED;
  }
  unrelate(relation);
  return ALL_ENDED;
}

/** As `send`, to the owner of an active alias; HANDED is added to its slot. RELATION_ENDED is added to the slot when the message ended the relation. May grow memory. */
export function sendToAlias(index: i32, generation: i32): i32 {
  const relation = findRelation(index, generation);
  if (relation == null || relation.alias == ALIAS_NONE) return NONE;
  const message = sendThrough(relation);
  if (message <= 0) return message;
  if (relation.alias != ALIAS_REPLY) return message;
  unrelate(relation);
  return message | RELATION_ENDED;
}

/** As `send`, of the DOWN of a monitor, which ends the monitor; an explicit alias outlives it, else RELATION_ENDED is added. May grow memory. */
export function sendDown(index: i32): i32 {
  const relation = relationAt(index);
  const message = sendThrough(relation);
  if (message < 0) return message;
  return endMonitor(relation) ? message | RELATION_ENDED : message;
}

export function firstLink(slot: i32): i32 {
  return indexOf(changetype<Relation | null>(processAt(slot).links));
}

/** The first monitor or alias that a process holds. */
export function firstMonitor(slot: i32): i32 {
  return indexOf(changetype<Relation | null>(processAt(slot).monitors));
}

export function firstMonitoredBy(slot: i32): i32 {
  return indexOf(changetype<Relation | null>(processAt(slot).monitoredBy));
}

/** The relation after `index` on the list of `slot` that it is on, or NONE. */
export function nextRelation(index: i32, slot: i32): i32 {
  return indexOf(relationAfter(relationAt(index), processAt(slot)));
}

// ─── Private ─────────────────────────────────────────────────────────────────────────────────────────────────────────

function endMonitor(relation: Relation): bool {
  if (relation.alias == ALIAS_EXPLICIT) {
    keepAlias(relation);
    return false;
  }
  unrelate(relation);
  return true;
}

/** Index of a relation, or NONE of none: where nothing is, all reads as 0. */
function indexOf(relation: Relation | null): i32 {
  return changetype<Relation>(changetype<usize>(relation)).index;
}

function slotOf(process: Process | null): i32 {
  return changetype<Process>(changetype<usize>(process)).slot;
}

/** A relation was made, or could not be. */
function signalled(index: i32): i32 {
  if (index != NONE) spend(COST_SIGNAL);
  return orOutOfMemory(index);
}
