// Mailbox limits: what happens to a message for which there is no room. Signals and replies always find room.

import { FLAG_LIMITED } from "../bindings/core.ts";
import { MailboxFullError } from "./errors.ts";
import { noteOn } from "./notes.ts";
import { checkChoice, checkInteger, checkKeys, wrongType } from "./options.ts";
import { pidAt } from "./scheduler.ts";
import type { Scheduler } from "./scheduler.ts";
import { condemn } from "./signals.ts";

/** How many messages a mailbox may hold, and what becomes of one too many: the receiver exits, it or the oldest is dropped, or the sender gets the error. */
export interface MailboxLimit {
  readonly size: number;
  readonly overflow: "exit" | "dropNewest" | "dropOldest" | "error";
}

const OVERFLOWS: readonly MailboxLimit["overflow"][] = ["exit", "dropNewest", "dropOldest", "error"];

/** Returns a limit if it is one; undefined is none. @throws TypeError, RangeError */
export function checkMailboxLimit(limit: unknown): MailboxLimit | undefined {
  if (limit === undefined) return undefined;
  if (typeof limit !== "object" || limit === null) throw wrongType("maxMailbox as { size, overflow } or undefined", limit);
  checkKeys(limit, ["size", "overflow"]);
  const { size, overflow } = limit as MailboxLimit;
  return {
    size: checkInteger("the size of maxMailbox", size, 1, Number.MAX_SAFE_INTEGER),
    overflow: checkChoice("the overflow of maxMailbox", overflow, OVERFLOWS),
  };
}

/** Sets or lifts the limit of a mailbox. Returns the old one. What is in the mailbox stays. */
export function limitMailbox(scheduler: Scheduler, slot: number, limit: MailboxLimit | undefined): MailboxLimit | undefined {
  const notes = noteOn(scheduler, slot);
  const old = notes.maxMailbox;
  notes.maxMailbox = limit;
  notes.makeRoom = limit === undefined ? undefined : () => makeRoom(scheduler, slot, limit);
  scheduler.core.setFlag(slot, FLAG_LIMITED, limit === undefined ? 0 : 1);
  return old;
}

/** Returns whether a message finds room in a mailbox, for which the oldest one may have to go. @throws MailboxFullError */
function makeRoom(scheduler: Scheduler, slot: number, { size, overflow }: MailboxLimit): boolean {
  const { core, messages } = scheduler;
  if (core.messageQueueLength(slot) < size || core.limitedMessages(slot) < size) return true;
  const full = new MailboxFullError(pidAt(scheduler, slot), size);
  if (overflow === "error") throw full;
  if (overflow === "exit") condemn(scheduler, slot, { reason: full, closesBody: true });
  if (overflow !== "dropOldest") return false;
  messages[core.dropOldest(slot)] = undefined;
  return true;
}
