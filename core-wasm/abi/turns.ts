// Turns: whose is next, and how one is given up, entered and charged.

import { EXITING, FLAG_HANDED, NONE, RUNNABLE, RUNNING, SUSPENDED, YIELDED } from "../layout";
import { clearFlag, findProcess, processAt, setRunning, setSuspended } from "../process";
import { dequeue, enqueue, makeRunnable } from "../run-queue";
import { beginTurn, beginTurnOfBurst, burstReductions, current, endTurn, isBurstOver, openBurst, reductions, spend, spentInTurn } from "../turn";

/** Begins a burst: `nextTurn` returns NONE after so many turns or reductions, whatever is still runnable. */
export function beginBurst(turns: i32, reductionsOfBurst: i32): void {
  openBurst(turns, reductionsOfBurst);
}

/** Reductions that are left of the burst; below 0 when its last turn took more. */
export function burstLeft(): i32 {
  return burstReductions;
}

/** Charges the turn of the current process, ends it and begins the next. Returns its slot; the slot negated when it is to be reaped; NONE when nothing is runnable or the burst is over. */
export function nextTurn(amount: i32): i32 {
  spend(amount);
  endTurn();
  if (isBurstOver()) return NONE;
  const process = dequeue();
  if (process == null) return NONE;
  beginTurnOfBurst(process);
  if (process.state == EXITING) return -process.slot;
  clearFlag(process, FLAG_HANDED); // what it was handed is received now
  setRunning(process);
  return process.slot;
}

/** The current process gives up its turn and is queued again. Returns YIELDED. */
export function yieldTurn(): i32 {
  if (current!.state == RUNNING) makeRunnable(current!);
  return YIELDED;
}

/** As `yieldTurn`, for a process that `nextTurn` returned to be reaped: it is returned so once more, to go on with its cleanup. */
export function postponeReap(): void {
  enqueue(current!);
}

/** The current process waits for the host, not for its mailbox. */
export function suspend(): void {
  if (current!.state == RUNNING) setSuspended(current!);
}

/** What a process waits for may have come, from the host or anywhere: at its turn it looks again. Returns 0 when it is not there any more, or does not wait. */
export function wake(slot: i32, generation: i32): i32 {
  const process = findProcess(slot, generation);
  if (process == null || process.state == RUNNABLE || process.state == RUNNING) return 0;
  makeRunnable(process);
  return 1;
}

/** Enters a suspended process outside of a burst: the stretch of an async body between two awaits. Returns 0 when it is not there any more, or not suspended. */
export function enter(slot: i32, generation: i32): i32 {
  const process = findProcess(slot, generation);
  if (process == null || process.state != SUSPENDED) return 0;
  beginTurn(process);
  setRunning(process);
  return 1;
}

/** Leaves what `enter` has entered. */
export function leave(): void {
  const process = current;
  if (process != null && process.state == RUNNING) setSuspended(process);
  endTurn();
}

/** Charges the current turn. Returns what is left. */
export function charge(amount: i32): i32 {
  spend(amount);
  return reductions;
}

/** Reductions that a process has spent, those of its present turn included. */
export function reductionsSpent(slot: i32): f64 {
  const process = processAt(slot);
  return process.reductions + (process == current ? <f64>spentInTurn() : 0);
}
