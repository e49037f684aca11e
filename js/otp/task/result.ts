// The results of tasks: what comes through the relation of an owner and its task, and the waits for it.
//
//   task returns ─► [ref, value] through the alias ─► DOWN        the reply, and then the end, as on the BEAM
//   task fails   ─► DOWN                                          no reply
//
// Both are marked with the relation, so the wait for one task compares integers. A wait for several looks at the messages.

import { NONE, YIELDED } from "../../../bindings/core.ts";
import { operationOf } from "../../async-body.ts";
import { deliverToAlias, takeValue } from "../../deliver.ts";
import { NotAProcessError } from "../../errors.ts";
import { PENDING, done } from "../../operation.ts";
import type { Operation, Step, Suspension } from "../../operation.ts";
import { generationOfRef, indexOfRef, isRef } from "../../pid.ts";
import type { Ref } from "../../pid.ts";
import { demonitor } from "../../relations.ts";
import { now } from "../../scheduler.ts";
import type { Scheduler } from "../../scheduler.ts";
import { isShared } from "../../share.ts";
import { isDown } from "../../signals.ts";
import { isWaitOver } from "../../wait.ts";

/** What became of a task that did not return: it exited with `reason`. */
export interface TaskExit {
  readonly ok: false;
  readonly reason: unknown;
}

/** What became of a task: it returned `value`, or it exited with `reason`. */
export type TaskResult<T, Failed = TaskExit> = { readonly ok: true; readonly value: T } | Failed;

/** The message that a task sends to its owner when its body returns; Elixir's `{ref, result}`. `await` takes it, and all that belongs to it. */
export type TaskReply<T = unknown> = readonly [ref: Ref, value: T];

/** Sends the reply of a task, with a value that was copied. Nobody gets it when the owner waits for it no more. */
export function deliverReply(scheduler: Scheduler, ref: Ref, value: unknown): void {
  const reply: TaskReply = [ref, value];
  if (scheduler.core.relationOwner(indexOfRef(ref), generationOfRef(ref)) !== NONE) deliverToAlias(scheduler, ref, reply);
}

/** An operation that only the process which makes it can perform. */
export function ownOperation<T>(name: string, start: (scheduler: Scheduler) => Iterator<Suspension, T, unknown>): Operation<T> {
  return operationOf(name, start, () => Promise.reject(new NotAProcessError(name)));
}

/**
 * Waits for the result of one task, for `ms` milliseconds at most: undefined when there was none. A result is taken with
 * all that belongs to it: neither the reply nor the DOWN is left.
 */
export class ResultOfOne<T> implements Iterator<Suspension, TaskResult<T> | undefined, unknown> {
  readonly #scheduler: Scheduler;
  readonly #ref: Ref;
  readonly #ms: number;
  #reply: TaskResult<T> | undefined = undefined;
  /** The end of the mailbox when it had been looked through, or -1 before: what is waited for can only come after it. */
  #looked = -1;

  constructor(scheduler: Scheduler, ref: Ref, ms: number) {
    this.#scheduler = scheduler;
    this.#ref = ref;
    this.#ms = ms;
    scheduler.core.beginReceiveFor(indexOfRef(ref), generationOfRef(ref));
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): Step<TaskResult<T> | undefined> {
    const { core, messages } = this.#scheduler;
    const index = indexOfRef(this.#ref);
    const generation = generationOfRef(this.#ref);
    for (let place = core.look(index, generation); place !== NONE; place = core.look(index, generation)) {
      if (place === YIELDED) return PENDING;
      const message = messages[place];
      const result = resultIn<T>(message, this.#ref);
      if (result === undefined || core.accept(place) === 0) continue;
      takeValue(this.#scheduler, place);
      if (!result.ok) return done(this.#reply ?? result);
      this.#reply = result;
      if (demonitor(this.#scheduler, this.#ref, false)) return done(this.#reply);
      this.#beginAgain(); // its DOWN has come too, in most cases
    }
    return this.#reply === undefined ? this.#wait() : done(this.#reply);
  }

  #beginAgain(): void {
    const { core } = this.#scheduler;
    if (this.#looked === -1) core.beginReceive();
    else core.beginReceiveFrom(this.#looked);
  }

  #wait(): Step<undefined> {
    const { core } = this.#scheduler;
    if (this.#looked === -1) this.#looked = core.tail();
    return isWaitOver(this.#scheduler, this.#ms) ? done(undefined) : PENDING;
  }
}

/** What came from one of several tasks. */
export interface Arrival {
  readonly ref: Ref;
  readonly result: TaskResult<unknown>;
}

/**
 * Waits for the next result of any of `pending`, until `deadline`: undefined when there was none. A reply is taken alone:
 * the caller ends the monitor.
 */
export class ResultOfAny implements Iterator<Suspension, Arrival | undefined, unknown> {
  readonly #scheduler: Scheduler;
  readonly #pending: { has(ref: Ref): boolean };
  readonly #ms: number;

  constructor(scheduler: Scheduler, pending: { has(ref: Ref): boolean }, deadline: number) {
    this.#scheduler = scheduler;
    this.#pending = pending;
    this.#ms = deadline === Infinity ? Infinity : Math.max(0, deadline - now(scheduler));
    scheduler.core.beginReceive();
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): Step<Arrival | undefined> {
    const { core, messages } = this.#scheduler;
    for (let place = core.look(NONE, NONE); place !== NONE; place = core.look(NONE, NONE)) {
      if (place === YIELDED) return PENDING;
      const arrival = this.#arrivalOf(messages[place]);
      if (arrival === undefined || core.accept(place) === 0) continue;
      takeValue(this.#scheduler, place);
      return done(arrival);
    }
    return isWaitOver(this.#scheduler, this.#ms) ? done(undefined) : PENDING;
  }

  // A shared value may be anything, and is nothing of ours.
  #arrivalOf(message: unknown): Arrival | undefined {
    if (typeof message !== "object" || message === null || isShared(message)) return undefined;
    if (Array.isArray(message)) {
      const [ref, value] = message as readonly unknown[];
      return message.length === 2 && isRef(ref) && this.#pending.has(ref) ? { ref, result: { ok: true, value } } : undefined;
    }
    return isDown(message) && this.#pending.has(message.ref) ? { ref: message.ref, result: { ok: false, reason: message.reason } } : undefined;
  }
}

/** Takes the result of a task that has come already, with all that belongs to it, or returns undefined. */
export function takeResult(scheduler: Scheduler, ref: Ref): TaskResult<unknown> | undefined {
  const { core, messages } = scheduler;
  let reply: TaskResult<unknown> | undefined;
  core.beginReceiveFor(indexOfRef(ref), generationOfRef(ref));
  for (let place = core.peek(NONE, NONE); place !== NONE; place = core.peek(NONE, NONE)) {
    const result = resultIn(messages[place], ref);
    if (result === undefined || core.accept(place) === 0) continue;
    takeValue(scheduler, place);
    if (!result.ok || core.relationOwner(indexOfRef(ref), generationOfRef(ref)) !== NONE) return reply ?? result;
    reply = result; // its DOWN comes later in the mailbox, whose beginning is looked at again
  }
  return reply;
}

// A shared value may be anything, and is nothing of ours.
function resultIn<T>(message: unknown, ref: Ref): TaskResult<T> | undefined {
  if (typeof message !== "object" || message === null || isShared(message)) return undefined;
  if (Array.isArray(message)) return message.length === 2 && message[0] === ref ? { ok: true, value: message[1] as T } : undefined;
  return isDown(message, ref) ? { ok: false, reason: message.reason } : undefined;
}
