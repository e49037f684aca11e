// The turn of the current process, and the burst of turns that it is part of.
//
//   openBurst ─► beginTurnOfBurst ─► spend … ─► endTurn ─► beginTurnOfBurst ─► … until turns or reductions of the burst are used up
//
// `current` is the process whose turn it is, null between two turns.

import { COST_TURN, RUNNING } from "./layout";
import { Process, isWaiting, resume } from "./process";
import { makeRunnable } from "./run-queue";

export let current: Process | null = null;
export let reductions: i32 = 0; // left in this turn; below 0 when an operation cost more than was left
export let hasWaited: bool = false; // the current process went on, in this turn, after it had begun to wait: it waits for several things
export let burstReductions: i32 = 0; // left in this burst
let turnReductions: i32 = 0; // what a turn begins with
let burstTurns: i32 = 0; // left in this burst

export function openTurns(reductionsPerTurn: i32): void {
  turnReductions = reductionsPerTurn;
}

export function openBurst(turns: i32, reductionsOfBurst: i32): void {
  burstTurns = turns;
  burstReductions = reductionsOfBurst;
}

export function isBurstOver(): bool {
  return burstTurns <= 0 || burstReductions <= 0;
}

@inline
export function spend(amount: i32): void {
  reductions -= amount;
}

export function beginTurnOfBurst(process: Process): void {
  burstTurns--;
  beginTurn(process);
}

export function beginTurn(process: Process): void {
  current = process;
  reductions = turnReductions;
  hasWaited = false;
}

/** True for a process that runs. One that has only begun to wait runs again: its code asks for several things in turn, and any message is to wake it then. */
export function goesOn(process: Process): bool {
  if (process.state == RUNNING) return true;
  if (!isWaiting(process)) return false;
  hasWaited = true;
  resume(process);
  return true;
}

export function endTurn(): void {
  const process = current;
  if (process == null) return;
  if (process.state == RUNNING) makeRunnable(process); // its body gave up the turn without saying what it waits for
  process.reductions += <f64>spentInTurn();
  leaveTurn();
}

/** Ends the turn of a process that is no more, or is settled. */
export function leaveTurn(): void {
  burstReductions -= spentInTurn();
  current = null;
}

/** The turn itself is charged at its end, so that the shortest turn has something to spend. */
export function spentInTurn(): i32 {
  return turnReductions - reductions + COST_TURN;
}
