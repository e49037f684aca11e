// Long mailboxes: a process that receives more slowly than others send to it is reported before it has eaten the memory.
//
// The core says when a mailbox without a limit becomes longer than 10,000 messages, 20,000, 40,000 … Each of these lengths
// is reported once, until the mailbox has been empty: one that swings about such a length is reported no second time.

import { FLAG_LONG, LONG } from "../bindings/core.ts";
import { noteOn } from "./notes.ts";
import { titleOf } from "./report.ts";
import { asHost, log } from "./scheduler.ts";
import type { Scheduler } from "./scheduler.ts";

/** Keeps the value of a message that the core has queued, whether or not it has made its mailbox long. */
export function keep(scheduler: Scheduler, place: number, message: unknown): void {
  scheduler.messages[place & (LONG - 1)] = message;
  if (place >= LONG) reportLength(scheduler);
}

function reportLength(scheduler: Scheduler): void {
  const { core } = scheduler;
  const slot = core.longMailbox();
  const notes = noteOn(scheduler, slot);
  const length = core.messageQueueLength(slot);
  const isReported = (core.flags(slot) & FLAG_LONG) !== 0 && length <= notes.reportedLength;
  if (isReported) return;
  core.setFlag(slot, FLAG_LONG, 1);
  notes.reportedLength = length;
  log(scheduler, "warn", `Process ${asHost(() => titleOf(scheduler, slot))} has ${length} messages in its mailbox: more are sent to it than it receives; let it receive faster, or limit its mailbox (maxMailbox)`);
}
