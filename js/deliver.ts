// Delivery of a message that is the receiver's already: one call of the core, one array write.

import { HANDED, LONG, MAILBOX_LIMITED, NONE, RELATION_ENDED } from "../bindings/core.ts";
import { handTo } from "./handed.ts";
import { keep } from "./long-mailbox.ts";
import { notesOf } from "./notes.ts";
import { generationOfPid, generationOfRef, indexOfRef, slotOfPid } from "./pid.ts";
import type { AnyPid, Ref } from "./pid.ts";
import { checkNotStopped, limitError } from "./scheduler.ts";
import type { Scheduler, Waiting } from "./scheduler.ts";

/** Queues a message in the mailbox of a process. A process that has ended gets nothing. @throws SystemLimitError, MailboxFullError */
export function deliver(scheduler: Scheduler, slot: number, generation: number, message: unknown): void {
  const { core } = scheduler;
  let place = message === undefined ? MAILBOX_LIMITED : core.send(slot, generation);
  if (place === MAILBOX_LIMITED) { // or undefined, which is never handed
    place = pushWithinLimit(scheduler, slot, generation);
    if (place === NONE) return checkNotStopped(scheduler);
  }
  if (place > 0) {
    if (place < LONG) scheduler.messages[place] = message;
    else if (place === HANDED) handTo(scheduler, slot, message);
    else keep(scheduler, place, message);
    if (!scheduler.isRunning) scheduler.wakeUp();
  } else if (place < 0) {
    throw limitError(scheduler, place);
  } else {
    checkNotStopped(scheduler);
  }
}

/** As {@link deliver}, to the process of a pid. */
export function deliverTo(scheduler: Scheduler, pid: AnyPid, message: unknown): void {
  deliver(scheduler, slotOfPid(pid), generationOfPid(pid), message);
}

/** Queues a message in a mailbox that may have a limit. Returns its place, or NONE when it was dropped or nobody is there. @throws MailboxFullError, SystemLimitError */
function pushWithinLimit(scheduler: Scheduler, slot: number, generation: number): number {
  const { core } = scheduler;
  if (core.isAlive(slot, generation) === 0 || notesOf(scheduler, slot)?.makeRoom?.() === false) return NONE;
  const place = core.push(slot, generation);
  if (place < 0) throw limitError(scheduler, place);
  return place;
}

/** Queues a signal that became a message in the mailbox of a live process: no limit of it holds that back. @throws SystemLimitError */
export function deliverSignal(scheduler: Scheduler, slot: number, message: unknown): void {
  const place = scheduler.core.pushSignal(slot, scheduler.core.generation(slot));
  if (place < 0) throw limitError(scheduler, place);
  if (place === NONE) return;
  keep(scheduler, place, message);
  if (!scheduler.isRunning) scheduler.wakeUp();
}

/** Queues a message through an alias. An alias that is not active any more lets nothing through. @throws SystemLimitError */
export function deliverToAlias(scheduler: Scheduler, ref: Ref, message: unknown): void {
  const index = indexOfRef(ref);
  const place = scheduler.core.sendToAlias(index, generationOfRef(ref));
  if (place > 0) {
    if (place >= RELATION_ENDED) scheduler.refs[index] = undefined;
    keepOrHand(scheduler, place & (RELATION_ENDED - 1), message);
    if (!scheduler.isRunning) scheduler.wakeUp();
  } else if (place < 0) {
    throw limitError(scheduler, place);
  } else {
    checkNotStopped(scheduler);
  }
}

/** Keeps the value of a message that came through a relation, or gives it to the process that waits for just that one. */
export function keepOrHand(scheduler: Scheduler, place: number, message: unknown): void {
  if (place < HANDED) keep(scheduler, place, message);
  else (scheduler.waits[place - HANDED] as Waiting).answer = message;
}

/** Takes the value of a message that the core has given up. */
export function takeValue(scheduler: Scheduler, place: number): unknown {
  const value = scheduler.messages[place];
  scheduler.messages[place] = undefined;
  return value;
}
