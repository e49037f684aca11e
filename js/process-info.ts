// What there is to know of a process, gathered when it is asked for.

import { EXITING, FLAG_TRAP_EXIT, MONITOR, NONE, RELATION_BYTES, RUNNABLE, RUNNING } from "../bindings/core.ts";
import { settleSoFar } from "./counting.ts";
import type { Name } from "./errors.ts";
import { callersOf, parentOf } from "./lineage.ts";
import type { ServerName } from "./names.ts";
import { notesOf } from "./notes.ts";
import type { Pid } from "./pid.ts";
import { priorityName } from "./priority.ts";
import type { Priority } from "./priority.ts";
import { linksOf } from "./report.ts";
import { pidAt } from "./scheduler.ts";
import type { Scheduler } from "./scheduler.ts";

/** What `Process.info` tells. */
export interface ProcessInfo {
  readonly status: "running" | "runnable" | "waiting";
  readonly registeredName: Name | undefined;
  /** Messages in the mailbox, those that a receive has passed over included. */
  readonly messageQueueLength: number;
  readonly links: readonly Pid[];
  /** What it monitors: pids, and names where it monitors by name. */
  readonly monitors: readonly (Pid | ServerName)[];
  /** Who monitors it: a process once for each of its monitors. */
  readonly monitoredBy: readonly Pid[];
  readonly trapExit: boolean;
  readonly priority: Priority;
  /** Spent so far. */
  readonly reductions: number;
  readonly dictionary: ReadonlyMap<unknown, unknown>;
  readonly label: unknown;
  /** The process that spawned it, or undefined when host code did. */
  readonly parent: Pid | undefined;
  /** The processes for which it works, nearest first. */
  readonly callers: readonly Pid[];
  /** Bytes that the core holds for it: its record, its ring of messages, its relations. The values are the host's to count. */
  readonly memoryBytes: number;
}

/** Describes the live process in a slot. */
export function describe(scheduler: Scheduler, slot: number): ProcessInfo {
  const { core } = scheduler;
  const notes = notesOf(scheduler, slot);
  if (slot === scheduler.current) settleSoFar(core);
  return {
    status: statusOf(core.state(slot)),
    registeredName: notes?.registeredName,
    messageQueueLength: core.messageQueueLength(slot),
    links: linksOf(scheduler, slot),
    monitors: monitorsOf(scheduler, slot),
    monitoredBy: relationsFrom(scheduler, slot, core.firstMonitoredBy(slot)).map((relation) => pidAt(scheduler, core.otherSlot(relation, slot))),
    trapExit: (core.flags(slot) & FLAG_TRAP_EXIT) !== 0,
    priority: priorityName(core.priority(slot)),
    reductions: core.reductionsSpent(slot),
    dictionary: new Map(notes?.dictionary),
    label: notes?.label,
    parent: parentOf(scheduler, slot) as Pid | undefined,
    callers: callersOf(scheduler, slot) as readonly Pid[],
    memoryBytes: core.processBytes(slot) + RELATION_BYTES * relationsMade(scheduler, slot),
  };
}

/** An alias is among the monitors of the core: it watches nobody. */
function monitorsOf(scheduler: Scheduler, slot: number): (Pid | ServerName)[] {
  const { core, monitoredNames } = scheduler;
  const monitors = relationsFrom(scheduler, slot, core.firstMonitor(slot)).filter((relation) => core.relationKind(relation) === MONITOR);
  return monitors.map((relation) => monitoredNames.get(relation) ?? pidAt(scheduler, core.otherSlot(relation, slot)));
}

function relationsFrom(scheduler: Scheduler, slot: number, first: number): number[] {
  const found = [];
  for (let relation = first; relation !== NONE; relation = scheduler.core.nextRelation(relation, slot)) found.push(relation);
  return found;
}

/** Relations that count as the process's own: a link is the one's that asked for it. */
function relationsMade(scheduler: Scheduler, slot: number): number {
  const { core } = scheduler;
  const links = relationsFrom(scheduler, slot, core.firstLink(slot)).filter((link) => core.relationOwner(link, core.relationGeneration(link)) === slot);
  return links.length + relationsFrom(scheduler, slot, core.firstMonitor(slot)).length;
}

function statusOf(state: number): ProcessInfo["status"] {
  if (state === RUNNING || state === EXITING) return "running";
  return state === RUNNABLE ? "runnable" : "waiting";
}

