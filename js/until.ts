// Until: a process waits for a promise, as it would for a message; the others go on.

import { operationOf } from "./async-body.ts";
import { PENDING, done } from "./operation.ts";
import type { Operation, Step, Suspension } from "./operation.ts";
import { wrongType } from "./options.ts";
import type { Scheduler } from "./scheduler.ts";
import { wake } from "./signals.ts";

/**
 * Blocks the calling process until a promise settles. Returns its value; a rejection is thrown at the `yield*`.
 *
 * Only this process waits. A process that ends meanwhile leaves the promise to itself: what it still does is not
 * stopped, unless it was given `Process.abortSignal()`.
 *
 * @throws what the promise was rejected with.
 * @example
 * await run(function* () {
 *   return yield* until(Promise.resolve(42));
 * }); // 42
 */
export function until<T>(promise: PromiseLike<T>): Operation<T> {
  if (typeof promise !== "object" || promise === null || typeof promise.then !== "function") {
    throw wrongType("a promise", promise);
  }
  // The operation answers for the promise from now on, not only once a process performs it: a host may report a
  // rejection as unhandled before that process has its turn.
  if (promise instanceof Promise) promise.then(undefined, () => {});
  return operationOf("until()", (scheduler) => settling(scheduler, promise), () => promise);
}

function settling<T>(scheduler: Scheduler, promise: PromiseLike<T>): Iterator<Suspension, T, unknown> {
  let outcome: (() => Outcome<T> | undefined) | undefined;
  return {
    next(): Step<T> {
      outcome ??= follow(scheduler, promise);
      const settled = outcome();
      if (settled !== undefined) return answerOf(settled);
      scheduler.core.suspend();
      return PENDING;
    },
  };
}

/** What became of a promise. */
export type Outcome<T> = { readonly value: T } | { readonly error: unknown };

/** Waits for a promise in the name of the current process. Returns what tells its outcome, or undefined while there is none. */
export function follow<T>(scheduler: Scheduler, promise: PromiseLike<T>): () => Outcome<T> | undefined {
  const { core, current: slot } = scheduler;
  const generation = core.generation(slot);
  let outcome: Outcome<T> | undefined;

  function settle(settled: Outcome<T>): void {
    if (outcome !== undefined || core.isAlive(slot, generation) === 0) return; // a thenable may call back again
    outcome = settled;
    wake(scheduler, slot, generation);
  }

  promise.then(
    (value) => settle({ value }),
    (error: unknown) => settle({ error }),
  );
  return () => outcome;
}

/** The last step of whoever waited. @throws what the promise was rejected with */
export function answerOf<T>(outcome: Outcome<T>): Step<T> {
  if ("error" in outcome) throw outcome.error;
  return done(outcome.value);
}
