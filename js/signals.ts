// Signals: what processes tell each other besides messages. A signal acts at once, so the order of all signals from one
// process to another is the order in which they were sent.

import { FLAG_TRAP_EXIT, RELATION_ENDED } from "../bindings/core.ts";
import { keepOrHand } from "./deliver.ts";
import type { ServerName } from "./names.ts";
import { noteOn } from "./notes.ts";
import type { Verdict } from "./notes.ts";
import { isPid, isRef } from "./pid.ts";
import type { AnyPid, Pid, Ref } from "./pid.ts";
import { copyReasonOfEnded } from "./reason.ts";
import { limitError } from "./scheduler.ts";
import type { Scheduler } from "./scheduler.ts";

/** The message of a monitor: `object` has ended, or never was. */
export interface Down {
  readonly type: "DOWN";
  readonly ref: Ref;
  /** The pid, or the name it was monitored by. */
  readonly object: Pid | ServerName;
  readonly reason: unknown;
}

/** The message of an exit signal to a process that traps exits. */
export interface Exit {
  readonly type: "EXIT";
  readonly from: Pid;
  readonly reason: unknown;
}

/**
 * True for the message of a monitor; with `ref`, only of that one.
 *
 * @example
 * const [, ref] = spawnMonitor(() => exit("done"));
 * const down = yield* receive((message) => isDown(message, ref));
 * down.reason; // "done"
 */
export function isDown(message: unknown, ref?: Ref): message is Down {
  return isSystemMessage(message, "DOWN") && isRef(message["ref"]) && (ref === undefined || message["ref"] === ref);
}

/**
 * True for the message of an exit signal, which only a process that traps exits gets; with `pid`, only from that one.
 *
 * @example
 * Process.flag("trapExit", true);
 * spawnLink(() => exit("done"));
 * const { reason } = yield* receive(isExit);
 * reason; // "done"
 */
export function isExit(message: unknown, pid?: AnyPid): message is Exit {
  return isSystemMessage(message, "EXIT") && isPid(message["from"]) && (pid === undefined || message["from"] === pid);
}

/** Decides that a process ends: at its next turn, before which it is alive no more. The first verdict stands. */
export function condemn(scheduler: Scheduler, slot: number, verdict: Verdict): void {
  if (scheduler.core.terminate(slot) === 0) {
    if (!verdict.closesBody) stopClosing(scheduler, slot);
    return;
  }
  noteOn(scheduler, slot).verdict = verdict;
  if (!scheduler.isRunning) scheduler.wakeUp();
}

/** Decides that a process ends at once: nothing of it is closed. */
export function kill(scheduler: Scheduler, slot: number): void {
  condemn(scheduler, slot, { reason: "killed", closesBody: false });
}

/** Has a process look again that waits for something of the host, unless it has ended. */
export function wake(scheduler: Scheduler, slot: number, generation: number): void {
  if (scheduler.core.wake(slot, generation) !== 0 && !scheduler.isRunning) scheduler.wakeUp();
}

/** A process that is ending already, and takes more than a turn to clean up, is killed: it ends at its next turn, with the reason it had. */
function stopClosing(scheduler: Scheduler, slot: number): void {
  const notes = scheduler.notes.get(slot);
  if (notes?.verdict !== undefined && notes.isClosing) notes.verdict = { ...notes.verdict, closesBody: false };
}

/** An exit signal that was sent, or came over a link. `isForced` when it ends the process even with reason `"normal"`: its own signal. */
export function signalExit(scheduler: Scheduler, slot: number, from: Pid, reason: unknown, isForced = false): void {
  if ((scheduler.core.flags(slot) & FLAG_TRAP_EXIT) !== 0) {
    const exit: Exit = { type: "EXIT", from, reason: copyReasonOfEnded(reason) };
    signalMessage(scheduler, slot, exit);
  } else if (reason !== "normal" || isForced) {
    condemn(scheduler, slot, { reason: copyReasonOfEnded(reason), closesBody: true });
  }
}

/** Tells the owner of a monitor that what it watched has ended, which ends the monitor. */
export function signalDown(scheduler: Scheduler, relation: number, watched: Pid, reason: unknown): void {
  const { core, refs, monitoredNames } = scheduler;
  const owner = core.relationOwner(relation, core.relationGeneration(relation));
  const ref = refs[relation];
  const object = monitoredNames.get(relation) ?? watched;
  const place = core.sendDown(relation);
  if (place < 0) {
    core.endRelation(relation);
    forgetRelation(scheduler, relation);
    settleSignal(scheduler, owner, place, undefined);
    return;
  }
  monitoredNames.delete(relation);
  if (place >= RELATION_ENDED) refs[relation] = undefined;
  if (ref === undefined) return;
  const down: Down = { type: "DOWN", ref, object, reason: copyReasonOfEnded(reason) };
  settleSignal(scheduler, owner, place & (RELATION_ENDED - 1), down);
}

/** Sends what is a signal to its receiver, and a message in its mailbox: no limit of the mailbox holds it back. */
export function signalMessage(scheduler: Scheduler, slot: number, message: unknown): void {
  settleSignal(scheduler, slot, scheduler.core.pushSignal(slot, scheduler.core.generation(slot)), message);
}

/** A relation has ended in the core: nothing of it stays here. */
export function forgetRelation(scheduler: Scheduler, relation: number): void {
  scheduler.refs[relation] = undefined;
  scheduler.monitoredNames.delete(relation);
}

// A signal is never lost: when memory is exhausted, its receiver ends, as a process does that Erlang cannot give memory.
function settleSignal(scheduler: Scheduler, slot: number, place: number, message: unknown): void {
  if (place > 0) {
    keepOrHand(scheduler, place, message);
    if (!scheduler.isRunning) scheduler.wakeUp();
  } else if (place < 0) {
    condemn(scheduler, slot, { reason: limitError(scheduler, place), closesBody: true });
  }
}

function isSystemMessage(message: unknown, type: string): message is Record<string, unknown> {
  return typeof message === "object" && message !== null && "type" in message && message.type === type;
}

