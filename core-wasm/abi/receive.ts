// The receives of the current process, and the call, which is a send and a receive in one.

import { ALIAS_REPLY, COST_RECEIVE, COST_SCAN, FLAG_TIMED_OUT, HANDED, NONE, OUT_OF_MEMORY, RUNNING, WAITING, WAITING_FOR_ANY, YIELDED } from "../layout";
import { hand } from "../delivery";
import * as mailbox from "../mailbox";
import { freeMessage } from "../message";
import { Process, clearFlag, findProcess, setWaiting, setWaitingForAny, setWaitingForReply } from "../process";
import { findRelation } from "../relation";
import { makeRunnable } from "../run-queue";
import { startReceiveTimer, stopReceiveTimer } from "../timer";
import { current, goesOn, hasWaited, reductions, spend } from "../turn";
import { monitor, relationGeneration } from "./relations";
import { yieldTurn } from "./turns";

/**
 * The receive without a match. Takes the oldest message of the current process out and returns its slot, whose value must
 * be read before anything else is sent. NONE: there was none, and the process waits; a message that is HANDED to it resumes it. YIELDED: its reductions are spent, and it is queued.
 */
export function take(): i32 {
  const process = current!;
  if (process.state != RUNNING && !goesOn(process)) return YIELDED;
  if (mailbox.isEmpty(process)) {
    if (hasWaited) setWaiting(process);
    else setWaitingForAny(process);
    return NONE;
  }
  if (reductions <= 0) return yieldTurn();
  spend(COST_RECEIVE);
  const message = mailbox.shift(process);
  freeMessage(message);
  return message;
}

/** Begins a selective receive of the current process at the oldest message. */
export function beginReceive(): void {
  const process = current!;
  process.save = process.head;
  stopReceiveTimer(process);
}

/** Begins a selective receive at a position that `tail` returned earlier. */
export function beginReceiveFrom(position: i32): void {
  beginReceive();
  mailbox.lookFrom(current!, position);
}

/** Begins a receive for a relation: at what has come since the current process made it, while it lives. */
export function beginReceiveFor(index: i32, generation: i32): void {
  beginReceive();
  const relation = findRelation(index, generation);
  if (relation != null && relation.from == current) mailbox.lookFrom(current!, relation.mark);
}

/** The position after the newest message of the current process. */
export function tail(): i32 {
  return current!.tail;
}

/**
 * Moves the cursor of the selective receive past one message, or (relation not NONE) past all up to the next that came through
 * that relation. Returns its slot, which stays in the mailbox; NONE at the end; YIELDED when the reductions are spent: the
 * process is queued, and goes on from there.
 */
export function look(relation: i32, generation: i32): i32 {
  return !goesOn(current!) || reductions <= 0 ? yieldTurn() : peek(relation, generation);
}

/** As `look`, whatever is left of the reductions: for a scan that cannot be interrupted. */
export function peek(relation: i32, generation: i32): i32 {
  spend(COST_SCAN);
  return mailbox.look(current!, relation, generation);
}

/** Ends a selective receive: takes the message out that `look` returned last. 0 when something else has taken it meanwhile. */
export function accept(message: i32): i32 {
  const process = current!;
  if (!mailbox.removeSeen(process, message)) return 0;
  freeMessage(message);
  stopReceiveTimer(process);
  return 1;
}

/** The current process waits for a message. */
export function wait(): void {
  if (current!.state == RUNNING) setWaiting(current!);
}

/** The current process waits for a message at most `delay` ms from the first such call of this receive. Returns 1 when that time is over, else 0, or OUT_OF_MEMORY. May grow memory. */
export function waitFor(delay: f64): i32 {
  const process = current!;
  if (process.state != RUNNING) return 0;
  if (takeTimedOut(process)) return 1;
  if (process.receiveTimer == NONE && !startReceiveTimer(process, delay)) return OUT_OF_MEMORY;
  setWaiting(process);
  return 0;
}

/** As `yieldTurn`, once: returns 0 the first time since `beginReceive`, and 1 when the process is back. */
export function yieldOnce(): i32 {
  const process = current!;
  if (process.state != RUNNING) return 0;
  if (takeTimedOut(process)) return 1;
  process.flags |= <u8>FLAG_TIMED_OUT;
  makeRunnable(process);
  return 0;
}

/**
 * The call: the current process monitors another one through an alias that the reply ends, and begins a receive for that
 * relation. Returns the relation; NONE when the other is not alive; or OUT_OF_MEMORY. HANDED is added when the other was
 * waiting for just any message and the request is handed to it already: the current process waits for what comes through
 * the relation, at most `delay` ms, unless that is 0. Else the request is still to be sent. O(1). May grow memory.
 */
export function ask(slot: i32, generation: i32, delay: f64): i32 {
  const other = findProcess(slot, generation);
  if (other == null) return NONE;
  const index = monitor(current!.slot, slot, ALIAS_REPLY);
  if (index < 0) return index;
  goesOn(current!);
  beginReceive();
  current!.save = current!.tail;
  if (other.state != WAITING_FOR_ANY || (delay > 0 && waitForReply(index, relationGeneration(index), delay) < 0)) return index;
  hand(other);
  return index | HANDED;
}

/**
 * As `waitFor`, for what comes through a relation of the current process and nothing else: for ever when `delay` is Infinity. It
 * is HANDED to the process, of which `sendToAlias` and `sendDown` then return the slot.
 */
export function waitForReply(index: i32, generation: i32, delay: f64): i32 {
  const process = current!;
  if (delay < Infinity) {
    const isOver = waitFor(delay);
    if (isOver != 0) return isOver;
  } else {
    wait();
  }
  const relation = findRelation(index, generation);
  if (process.state == WAITING && !hasWaited && relation != null && relation.from == process) setWaitingForReply(process, changetype<usize>(relation));
  return 0;
}

// ─── Private ─────────────────────────────────────────────────────────────────────────────────────────────────────────

function takeTimedOut(process: Process): bool {
  if ((process.flags & FLAG_TIMED_OUT) == 0) return false;
  clearFlag(process, FLAG_TIMED_OUT);
  return true;
}
