// Processes: how one starts, what it is, and how it ends.

import { COST_SPAWN, EXITING, FLAG_HANDED, FLAG_NOTES, LEFT_MESSAGES, LEFT_RELATIONS, LEFT_TIMERS, NONE, RUNNABLE, YIELDED } from "../layout";
import { dropRing } from "../mailbox";
import { clearFlag, createProcess, findProcess, freeProcess, nextProcess as processAfter, processAt, setExiting } from "../process";
import { enqueue, requeue } from "../run-queue";
import { stopReceiveTimer } from "../timer";
import { current, leaveTurn, spend } from "../turn";

/** Starts a process, runnable at once. Returns its slot, TOO_MANY_PROCESSES or OUT_OF_MEMORY. O(1). May grow memory. */
export function spawn(priority: i32): i32 {
  const slot = createProcess(priority);
  if (slot < 0) return slot;
  spend(COST_SPAWN);
  enqueue(processAt(slot));
  return slot;
}

export function generation(slot: i32): i32 {
  return processAt(slot).generation;
}

/** 1 while the process has neither ended nor been told to. */
export function isAlive(slot: i32, generation: i32): i32 {
  return findProcess(slot, generation) != null ? 1 : 0;
}

/** State of the process in a slot: FREE, RUNNABLE … */
export function state(slot: i32): i32 {
  return processAt(slot).state;
}

export function flags(slot: i32): i32 {
  return processAt(slot).flags;
}

/** Sets (`on` 1) or clears a FLAG_* bit. */
export function setFlag(slot: i32, flag: i32, on: i32): void {
  const process = processAt(slot);
  if (on) process.flags |= <u8>flag;
  else clearFlag(process, flag);
}

export function priority(slot: i32): i32 {
  return processAt(slot).priority;
}

/** Changes the priority. O(1), or O(queue length) while the process is queued. */
export function setPriority(slot: i32, priority: i32): void {
  const process = processAt(slot);
  if (process.state == RUNNABLE) requeue(process, <u8>priority);
  else if (process.state != EXITING) process.priority = <u8>priority;
}

/** The slot after `slot` that holds a process, or NONE: a walk from NONE to NONE visits each. */
export function nextProcess(slot: i32): i32 {
  return processAfter(slot);
}

/**
 * An exit signal has decided that this process ends: it is queued, and `nextTurn` will return it, negated, to be reaped.
 * Until then it receives nothing more. Returns 0 when it was to end already.
 */
export function terminate(slot: i32): i32 {
  const process = processAt(slot);
  if (process.state == EXITING) return 0;
  const isQueued = process.state == RUNNABLE;
  clearFlag(process, FLAG_HANDED);
  setExiting(process);
  stopReceiveTimer(process);
  if (!isQueued) enqueue(process);
  return 1;
}

/**
 * The body of the current process has ended by itself. Returns YIELDED when it is queued, and to be reaped when its turn comes: a
 * signal has ended it before, in the same turn, or it was woken from a wait that its code did not go on from. Else returns the
 * LEFT_* bits of what it leaves; without relations, messages and timers its slot is free already, with any of them JavaScript
 * clears those and calls `free`.
 */
export function exit(slot: i32): i32 {
  const process = processAt(slot);
  if (process.state == RUNNABLE) terminate(slot);
  if (process.state == EXITING) return YIELDED;
  setExiting(process);
  stopReceiveTimer(process);
  return reap(slot);
}

/** As `exit`, for a process that `nextTurn` returned to be reaped. */
export function reap(slot: i32): i32 {
  const process = processAt(slot);
  const left =
    (process.flags & FLAG_NOTES) |
    (process.links | process.monitors | process.monitoredBy ? LEFT_RELATIONS : 0) |
    (process.count != 0 ? LEFT_MESSAGES : 0) |
    (process.timers != NONE ? LEFT_TIMERS : 0);
  if (left <= FLAG_NOTES) free(slot);
  return left;
}

/** Frees the slot of a process that leaves nothing any more. */
export function free(slot: i32): void {
  const process = processAt(slot);
  dropRing(process);
  if (process == current) leaveTurn();
  freeProcess(process);
}
