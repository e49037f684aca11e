// Until: a process waits for a promise, as it would for a message; the others go on.

import { operationOf } from "./async-body.ts";
import { PENDING, done } from "./operation.ts";
import type { Operation, Step, Suspension } from "./operation.ts";
import { wrongType } from "./options.ts";
import type { Scheduler } from "./scheduler.ts";

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
  const { core, current: slot } = scheduler;
  const generation = core.generation(slot);
  let outcome: { readonly value: T } | { readonly error: unknown } | undefined;
  let hasBegun = false;

  function settle(settled: typeof outcome): void {
    if (outcome !== undefined) return; // a thenable may call back again
    outcome = settled;
    if (core.wake(slot, generation) !== 0 && !scheduler.isRunning) scheduler.wakeUp();
  }

  return {
    next(): Step<T> {
      if (!hasBegun) {
        hasBegun = true;
        promise.then(
          (value) => settle({ value }),
          (error: unknown) => settle({ error }),
        );
      }
      if (outcome === undefined) {
        core.suspend();
        return PENDING;
      }
      if ("error" in outcome) throw outcome.error;
      return done(outcome.value);
    },
  };
}
