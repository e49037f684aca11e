// Messages: into a mailbox, and out of one without a receive.

import { FLAG_HANDED, FLAG_LIMITED, HANDED, MAILBOX_LIMITED, NONE, WAITING_FOR_ANY } from "../layout";
import { hand, long, sendBehindOthers, sent } from "../delivery";
import * as mailbox from "../mailbox";
import { freeMessage } from "../message";
import { findProcess, isEnding, processAt } from "../process";

/**
 * Queues a message. Returns the slot to put its value at, or NONE when the process is not alive, or OUT_OF_MEMORY. HANDED when the
 * process was waiting for just any message: this one passes by the mailbox, to what the process resumes with. MAILBOX_LIMITED, with
 * nothing done, when the mailbox has a limit, for JavaScript to decide. LONG is added to the slot when the mailbox has become that. O(1). May grow memory.
 */
export function send(slot: i32, generation: i32): i32 {
  const process = processAt(slot);
  if (process.generation != generation) return NONE;
  if (process.state != WAITING_FOR_ANY) return isEnding(process) ? NONE : process.flags & FLAG_LIMITED ? MAILBOX_LIMITED : sendBehindOthers(process);
  hand(process);
  return HANDED;
}

/** The process to which a message went that was answered with LONG: the last such. It has FLAG_LONG once that was set, until its mailbox is empty. */
export function longMailbox(): i32 {
  return long;
}

/** As `send`, never HANDED and whatever the limit: the message waits in the mailbox for the receiver's turn. */
export function push(slot: i32, generation: i32): i32 {
  const process = findProcess(slot, generation);
  return process == null ? NONE : sent(process, mailbox.push(process));
}

/** As `push`, of a signal that became a message: no limit counts it or holds it back. */
export function pushSignal(slot: i32, generation: i32): i32 {
  const process = findProcess(slot, generation);
  return process == null ? NONE : sent(process, mailbox.pushThrough(process, NONE, NONE));
}

/** Messages in the mailbox that are no signals and no replies. O(messages). */
export function limitedMessages(slot: i32): i32 {
  return mailbox.countPlain(processAt(slot));
}

/** Drops the oldest message that is no signal and no reply. Returns its slot, or NONE. O(messages before it). */
export function dropOldest(slot: i32): i32 {
  const message = mailbox.removeOldestPlain(processAt(slot));
  if (message != NONE) freeMessage(message);
  return message;
}

/** Takes the oldest message of any process out, or returns NONE: empties the mailbox of one that ends. */
export function drain(slot: i32): i32 {
  const process = processAt(slot);
  if (mailbox.isEmpty(process)) return NONE;
  const message = mailbox.shift(process);
  freeMessage(message);
  return message;
}

/** Messages in the mailbox, those that a receive has passed over included. */
export function messageQueueLength(slot: i32): i32 {
  const process = processAt(slot);
  return process.count + (process.flags & FLAG_HANDED ? 1 : 0);
}
