// Operations: lazy descriptions of something that may block, and what passes between them and the scheduler.
//
//   yield* operation      the generator asks the operation's iterator, which answers DONE with the value, or PENDING.
//                         PENDING travels out through every yield* to the scheduler, untouched; when the process has
//                         its next turn, the same iterator is asked again.
//
// Both answers are one object each, used over and over: the hot path allocates nothing. `yield*` reads an answer before
// anything else can run.

declare const suspension: unique symbol;

/** What a process yields while it blocks; nothing a program can make or use. */
export interface Suspension {
  readonly [suspension]: never;
}

export type Step<T> = IteratorResult<Suspension, T>;

/**
 * A lazy description of something that may block. It does nothing until it is used: `yield* operation` in a generator
 * body, `await operation` in an async body or in host code. It may be used any number of times.
 *
 * A process does one thing at a time. What an async body awaits together is performed one after the other, in the order of
 * the awaits: `Promise.all` of operations takes as long as all of them, and `Promise.race` lets nobody overtake. An operation
 * that has lost a race is not given up, and those that are awaited later wait for it; that they wait for a receive without a
 * limit is reported, once for each process. Give `receive` a limit by `after` and calls one by their timeout; let a task do what
 * shall go on meanwhile.
 */
export interface Operation<T> extends PromiseLike<T> {
  [Symbol.iterator](): Iterator<Suspension, T, unknown>;
}

export const SUSPENSION: Suspension = Symbol("suspension") as unknown as Suspension;

/** The answer of an operation that has set its process to wait, or to be queued again. */
export const PENDING: IteratorYieldResult<Suspension> = Object.freeze({ done: false, value: SUSPENSION });

const answer: { done: true; value: unknown } = { done: true, value: undefined };

/** The answer of an operation that is over. Valid until the next call. */
export function done<T>(value: T): IteratorReturnResult<T> {
  answer.value = value;
  return answer as IteratorReturnResult<T>;
}

/** Forgets the value of the last answer, so that it can be collected. */
export function forgetAnswer(): void {
  answer.value = undefined;
}

/** True for the PENDING of an operation, and for a copy of it made by an iterator in between. */
export function isPending(step: IteratorResult<unknown, unknown>): boolean {
  return step === PENDING || (step.done !== true && step.value === SUSPENSION);
}
