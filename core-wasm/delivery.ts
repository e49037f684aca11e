// How a message reaches its receiver, and what that costs the sender: handed to one that waits for it, else through the mailbox.

import { BACKLOG_LIMIT, BACKLOG_LOG2, COST_SEND, EXITING, FLAG_LIMITED, HANDED, LONG, NONE, WAITING, WAITING_FOR_ANY } from "./layout";
import { hasBecomeLong, push, pushThrough } from "./mailbox";
import { Process, setHanded } from "./process";
import { Relation, isAwaited } from "./relation";
import { enqueue, makeRunnable } from "./run-queue";
import { stopReceiveTimer } from "./timer";
import { reductions, spend } from "./turn";

export let long: i32 = 0; // slot of the process whose mailbox was the last to become long, or NONE

/** A process gets the message that it waits for, past its mailbox. */
export function hand(process: Process): void {
  spend(COST_SEND);
  setHanded(process);
  enqueue(process);
}

/** Who sends unasked to a process that has much to do waits his turn sooner; who replies to it, or tells it of an end, does not. */
export function sendBehindOthers(process: Process): i32 {
  const message = sent(process, push(process));
  if (message > 0 && reductions > 0) spend(min(process.count >> BACKLOG_LOG2, BACKLOG_LIMIT));
  return message;
}

/** Sends to the process that made a relation, and notes that the message came through it. */
export function sendThrough(relation: Relation): i32 {
  const owner = relation.from;
  if (owner.state == EXITING) return NONE;
  if (isAwaited(relation)) {
    stopReceiveTimer(owner);
    hand(owner);
    return HANDED | owner.slot;
  }
  return sent(owner, pushThrough(owner, relation.index, relation.generation));
}

/** A message was queued, or could not be. */
export function sent(process: Process, message: i32): i32 {
  if (message < 0) return message;
  spend(COST_SEND);
  if (process.state == WAITING || process.state == WAITING_FOR_ANY) makeRunnable(process);
  if (!hasBecomeLong(process) || (process.flags & FLAG_LIMITED) != 0) return message;
  long = process.slot;
  return message | LONG;
}
