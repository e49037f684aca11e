// A callback that is not over when it returns: a generator, an operation or a promise, to be asked for its steps turn by turn.

import { createAsyncBody } from "../../async-body.ts";
import type { AsyncBody } from "../../async-body.ts";
import { isThenable, stepsOf } from "../../body.ts";
import { done } from "../../operation.ts";
import type { Scheduler, Steps } from "../../scheduler.ts";

/** Returns the steps of what a callback of the current process returned, or undefined when it is over already. `asyncBody` is where it awaits. */
export function activityOf(scheduler: Scheduler, result: unknown, asyncBody: AsyncBody | undefined): Steps | undefined {
  const steps = stepsOf(result);
  if (steps !== undefined || !isThenable(result)) return steps;
  return stepsOfPromise(scheduler, result, asyncBody ?? createAsyncBody(scheduler, scheduler.current));
}

/** The steps of an async function: those of the operations that it awaits, until its promise settles. */
function stepsOfPromise(scheduler: Scheduler, promise: PromiseLike<unknown>, asyncBody: AsyncBody): Steps {
  const { core, current: slot } = scheduler;
  const generation = core.generation(slot);
  let outcome: { readonly value: unknown } | { readonly error: unknown } | undefined;

  function settle(settled: typeof outcome): void {
    if (outcome !== undefined || core.isAlive(slot, generation) === 0) return;
    outcome = settled;
    // Not suspended but waiting for its mailbox, where it has left an operation behind: a race.
    if (core.wake(slot, generation) !== 0 && !scheduler.isRunning) scheduler.wakeUp();
  }

  promise.then(
    (value) => settle({ value }),
    (error: unknown) => settle({ error }),
  );
  return {
    next() {
      if (outcome === undefined) return asyncBody.next();
      const step = asyncBody.finish();
      if (step.done !== true) return step;
      if ("error" in outcome) throw outcome.error;
      return done(outcome.value);
    },
    return: () => asyncBody.return?.() ?? done(undefined),
  };
}
