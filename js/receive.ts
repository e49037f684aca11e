// Receive: taking messages out of the calling process's mailbox.

import { EXITING, NONE, YIELDED } from "../bindings/core.ts";
import { thenOf } from "./async-body.ts";
import { takeValue } from "./deliver.ts";
import { checkCalling } from "./ended.ts";
import { NotAProcessError } from "./errors.ts";
import { handedTo, takeHanded } from "./handed.ts";
import { inspect } from "./inspect.ts";
import { noteOn } from "./notes.ts";
import { PENDING, done } from "./operation.ts";
import type { Operation, Step, Suspension } from "./operation.ts";
import { checkDuration } from "./options.ts";
import { NO_MARK, RefKind, generationOfRef, indexOfRef, isPid, isRef, kindOfRef, markOfRef } from "./pid.ts";
import type { Ref } from "./pid.ts";
import { active, callingScheduler, currentPid, log } from "./scheduler.ts";
import type { Scheduler } from "./scheduler.ts";
import { isWaitOver } from "./wait.ts";

/** What a `receive` with `after` returns when no message came in time. It is returned, not thrown. */
export const timeout: unique symbol = Symbol("beamlet.timeout");
export type Timeout = typeof timeout;

/** True for {@link timeout}. */
export function isTimeout(value: unknown): value is Timeout {
  return value === timeout;
}

export interface ReceiveOptions {
  /** Milliseconds to wait at most, from the beginning of the receive. 0 looks through what is there. Default: for ever. */
  readonly after?: number;
  /** Skips the messages that were there before this process made the ref: they cannot contain it. Erlang's receive marker. */
  readonly ref?: Ref;
}

/** Decides whether a message is wanted. It sees the message itself. */
export type Match<Message = unknown> = (message: Message) => boolean;

// The receive without a match. One object for all uses: everything it needs to know is in the core.
const anyMessage: Operation<unknown> & Iterator<Suspension, unknown, unknown> = {
  [Symbol.iterator]() {
    return anyMessage;
  },

  next(): Step<unknown> {
    const scheduler = active;
    if (scheduler === undefined) throw new NotAProcessError("receive()");
    const handed = takeHanded(scheduler, scheduler.current);
    if (handed !== undefined) return done(handed);
    const place = scheduler.core.take();
    return place > 0 ? done(takeValue(scheduler, place)) : PENDING;
  },

  get then() {
    return thenOf(anyMessage, outside, true);
  },
};

/** A receive with a match or a time limit. An object for each, because it is what remembers the two. */
class SelectiveReceive implements Operation<unknown>, Iterator<Suspension, unknown, unknown> {
  readonly #match: Match | undefined;
  readonly #after: number;
  readonly #ref: Ref | undefined;

  constructor(match: Match | undefined, after: number, ref: Ref | undefined) {
    this.#match = match;
    this.#after = after;
    this.#ref = ref;
  }

  [Symbol.iterator](): this {
    begin(callingScheduler("receive()"), this.#ref);
    return this;
  }

  next(): Step<unknown> {
    const scheduler = callingScheduler("receive()");
    const { core, messages, current } = scheduler;
    // Handed to a receive without a match that was given up: still the oldest message.
    const oldest = handedTo(scheduler, current);
    if (oldest !== undefined && this.#matches(scheduler, oldest)) {
      takeHanded(scheduler, current);
      return done(oldest);
    }
    for (let place = core.look(NONE, NONE); place !== NONE; place = core.look(NONE, NONE)) {
      if (place === YIELDED) return PENDING;
      if (this.#matches(scheduler, messages[place]) && core.accept(place) !== 0) return done(takeValue(scheduler, place));
    }
    return isWaitOver(scheduler, this.#after) ? done(timeout) : PENDING;
  }

  get then(): PromiseLike<unknown>["then"] {
    return thenOf(this, outside, this.#after === Infinity);
  }

  #matches(scheduler: Scheduler, message: unknown): boolean {
    if (this.#match === undefined) return true;
    try {
      return this.#match(message) === true;
    } catch (error) {
      if (scheduler.core.state(scheduler.current) !== EXITING) logMatchFailure(scheduler, error);
      return false;
    }
  }
}

/**
 * Takes a message out of the calling process's mailbox, waiting for it if need be.
 *
 * Without `match` that is the oldest message. With `match` it is the oldest one for which the predicate returns `true`;
 * the others stay, in order. A predicate that throws counts as no match, and is reported once for each process. With
 * `after`, {@link timeout} is returned when no message came in so many milliseconds; messages that do not match do not
 * prolong that. `after: 0` looks at everything that is there.
 *
 * The message is typed by a guard as `match`, or by `receive<Message>(…)`, whose predicate sees a `Message`.
 *
 * @throws {@link NotAProcessError} in host code, and in an async body after an `await` of something else than an operation.
 * @throws RangeError when `after` is negative or NaN.
 * @example
 * const greeting = await run(function* () {
 *   send(self(), { type: "greet", name: "Alice" });
 *   const message = yield* receive((m): m is { name: string } => typeof m === "object" && m !== null && "name" in m, { after: 100 });
 *   return isTimeout(message) ? "nobody came" : `Hello, ${message.name}`;
 * });
 * greeting; // "Hello, Alice"
 * @see https://www.erlang.org/doc/system/expressions.html#receive
 */
export function receive(): Operation<unknown>;
export function receive<T = unknown>(): Operation<T>;
export function receive<T = unknown, Wanted extends T = T>(match: (message: T) => message is Wanted, options?: { readonly ref?: Ref }): Operation<Wanted>;
export function receive<T = unknown, Wanted extends T = T>(match: (message: T) => message is Wanted, options: ReceiveOptions): Operation<Wanted | Timeout>;
export function receive<T = unknown>(match: Match<T>, options?: { readonly ref?: Ref }): Operation<T>;
export function receive<T = unknown>(match: Match<T>, options: ReceiveOptions): Operation<T | Timeout>;
export function receive<T = unknown>(options: { readonly after: number }): Operation<T | Timeout>;
export function receive(matchOrOptions?: Match | ReceiveOptions, options?: ReceiveOptions): Operation<unknown> {
  checkCalling("receive()");
  if (matchOrOptions === undefined && options === undefined) return anyMessage;
  const match = typeof matchOrOptions === "function" ? matchOrOptions : undefined;
  const { after, ref } = checkOptions(match === undefined && matchOrOptions !== undefined ? matchOrOptions : options);
  return new SelectiveReceive(match, after, ref);
}

/** Sets the cursor of a selective receive. */
function begin(scheduler: Scheduler, ref: Ref | undefined): void {
  const { core } = scheduler;
  if (ref === undefined) return core.beginReceive();
  if (kindOfRef(ref) === RefKind.relation) return core.beginReceiveFor(indexOfRef(ref), generationOfRef(ref));
  const mark = markOfRef(ref, currentPid(scheduler));
  if (mark === NO_MARK) core.beginReceive();
  else core.beginReceiveFrom(mark);
}

function checkOptions(options: unknown): { after: number; ref: Ref | undefined } {
  if (options === undefined) return { after: Infinity, ref: undefined };
  if (!isOptions(options)) throw new TypeError(`expected a function as match and { after?, ref? } as options, got ${inspect(options)}`);
  for (const key in options) if (key !== "after" && key !== "ref" && Object.hasOwn(options, key)) throw new TypeError(`expected the options after and ref, got ${inspect(key)}`);
  const { after, ref } = options as ReceiveOptions;
  if (ref !== undefined && !isRef(ref)) throw new TypeError(`expected a ref as the option ref, got ${inspect(ref)}`);
  return { after: after === undefined ? Infinity : checkDuration(after, "after"), ref };
}

/** False for what may be meant as a match, or as whom to receive from: it would receive any message, for ever. */
function isOptions(value: unknown): value is object {
  // A literal, as most are, is told by one look.
  if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype) return true;
  return Object.prototype.toString.call(value) === "[object Object]" && !isPid(value) && !isRef(value);
}

function logMatchFailure(scheduler: Scheduler, error: unknown): void {
  const notes = noteOn(scheduler, scheduler.current);
  if (notes.hasLoggedMatchFailure) return;
  notes.hasLoggedMatchFailure = true;
  log(scheduler, "warn", `Process ${String(currentPid(scheduler))}: a match of receive threw ${inspect(error)}, which counts as no match; reported once`);
}

function outside(): Promise<never> {
  return Promise.reject(new NotAProcessError("receive()"));
}
