// The end of a process: everything that it held, that watched it or was bound to it is let go, in the order that
// Erlang promises: names and groups first, then EXIT and DOWN; its last messages went before, when they were sent.

import { LEFT_MESSAGES, LEFT_NOTES, LEFT_RELATIONS, LEFT_TIMERS, NONE, YIELDED } from "../bindings/core.ts";
import { isEnding, isPreempted } from "./counting.ts";
import { takeValue } from "./deliver.ts";
import { ExitError } from "./errors.ts";
import { takeHanded } from "./handed.ts";
import { inspect } from "./inspect.ts";
import { setLineage } from "./lineage.ts";
import { noteEnded } from "./long-turn.ts";
import { noteOn } from "./notes.ts";
import type { Notes, ProcessEnd } from "./notes.ts";
import { isPending } from "./operation.ts";
import { copyReasonIfPossible, isExitError, reasonOfThrown } from "./reason.ts";
import { crashReport } from "./report.ts";
import { asHost, log, pidAt } from "./scheduler.ts";
import type { Scheduler } from "./scheduler.ts";

/** The body of the current process has returned. */
export function endByReturn(scheduler: Scheduler, slot: number, value: unknown): void {
  const left = scheduler.core.exit(slot);
  if (left === YIELDED) willEnd(scheduler, slot, { reason: "normal", value });
  else letGo(scheduler, slot, left, { reason: "normal", value });
}

/** The body of the current process has thrown. */
export function endByThrow(scheduler: Scheduler, slot: number, thrown: unknown): void {
  const report = isExitError(thrown) || isReportedElsewhere(scheduler, slot) ? undefined : crashReport(scheduler, slot, thrown);
  // Copied once and now, while what its getters do is still this process's doing.
  const reason = copyReasonIfPossible(reasonOfThrown(thrown));
  const left = scheduler.core.exit(slot);
  if (left !== YIELDED) letGo(scheduler, slot, left, { reason });
  else if (!willEnd(scheduler, slot, { reason })) return;
  if (report !== undefined) log(scheduler, "error", report);
}

/** The body of the current process has caught a mistake and made it again: it would do so for ever. */
export function endByMistake(scheduler: Scheduler, slot: number, mistake: Error): void {
  closeBody(scheduler, slot);
  endByThrow(scheduler, slot, mistake);
}

/** The turn of a process that was condemned: its body is closed, if the verdict says so, and it ends. */
export function endByVerdict(scheduler: Scheduler, slot: number): void {
  const notes = scheduler.notes.get(slot);
  const verdict = notes?.verdict;
  if (notes !== undefined && verdict?.closesBody === true && !closeBody(scheduler, slot, notes.isClosing)) {
    notes.isClosing = true;
    scheduler.core.postponeReap();
    return;
  }
  letGo(scheduler, slot, scheduler.core.reap(slot), verdict ?? { reason: "killed" });
}

/** The current process is over, and queued. Returns whether this is how it ends: no signal was there first. */
function willEnd(scheduler: Scheduler, slot: number, end: ProcessEnd): boolean {
  const notes = noteOn(scheduler, slot);
  if (notes.verdict !== undefined) return false;
  notes.verdict = { ...end, closesBody: false };
  return true;
}

function isReportedElsewhere(scheduler: Scheduler, slot: number): boolean {
  return scheduler.notes.size > 0 && scheduler.notes.get(slot)?.onExit !== undefined;
}

/** Lets `finally` and `using` run. They may send, and may not block. Returns whether they are over: when their turn is, they go on in the next. */
function closeBody(scheduler: Scheduler, slot: number, hasBegun = false): boolean {
  const body = scheduler.bodies[slot];
  if (body === undefined || typeof body === "function" || body.return === undefined) return true;
  try {
    const step = hasBegun ? body.next() : body.return();
    if (isPending(step) && isPreempted()) return false;
    if (step.done !== true) log(scheduler, "warn", `Process ${String(pidAt(scheduler, slot))} blocked while it was being closed; the rest of its cleanup was dropped`);
  } catch (error) {
    if (!isEnding(error)) log(scheduler, "error", crashReport(scheduler, slot, error));
  }
  return true;
}

function letGo(scheduler: Scheduler, slot: number, left: number, end: ProcessEnd): void {
  const pid = pidAt(scheduler, slot);
  const notes = (left & LEFT_NOTES) === 0 ? undefined : takeNotes(scheduler, slot);
  if (notes?.registeredName !== undefined) scheduler.names.delete(notes.registeredName);
  if (notes?.releases !== undefined) for (const release of notes.releases) release(pid);
  if (left > LEFT_NOTES) {
    if ((left & LEFT_RELATIONS) !== 0) scheduler.endRelations?.(scheduler, slot, pid, end.reason);
    if ((left & LEFT_MESSAGES) !== 0) dropMessages(scheduler, slot);
    if ((left & LEFT_TIMERS) !== 0) scheduler.stopTimers?.(scheduler, slot);
    scheduler.core.free(slot);
  }
  if (scheduler.longTurns.areFew) noteEnded(scheduler.longTurns, pid, scheduler.bodies[slot], notes);
  scheduler.pids[slot] = undefined;
  scheduler.bodies[slot] = undefined;
  setLineage(pid, scheduler.hostLineage);
  takeHanded(scheduler, slot);
  if (notes !== undefined) tellHost(scheduler, notes, end);
}

function takeNotes(scheduler: Scheduler, slot: number): Notes | undefined {
  const notes = scheduler.notes.get(slot);
  scheduler.notes.delete(slot);
  return notes;
}

function dropMessages(scheduler: Scheduler, slot: number): void {
  for (let place = scheduler.core.drain(slot); place !== NONE; place = scheduler.core.drain(slot)) takeValue(scheduler, place);
}

function tellHost(scheduler: Scheduler, notes: Notes, end: ProcessEnd): void {
  asHost(() => {
    notes.onExit?.(end);
    try {
      notes.abortController?.abort(new ExitError(end.reason));
    } catch (error) {
      log(scheduler, "error", `a listener of an abort signal threw ${inspect(error)}`);
    }
  });
}
