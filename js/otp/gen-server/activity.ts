// A callback that is not over when it returns: a generator, an operation or a promise, to be asked for its steps turn by turn.

import { createAsyncBody } from "../../async-body.ts";
import type { AsyncBody } from "../../async-body.ts";
import { isThenable, stepsOf } from "../../body.ts";
import { done } from "../../operation.ts";
import type { Scheduler, Steps } from "../../scheduler.ts";
import { answerOf, follow } from "../../until.ts";

/** Returns the steps of what a callback of the current process returned, or undefined when it is over already. `asyncBody` is where it awaits. */
export function activityOf(scheduler: Scheduler, result: unknown, asyncBody: AsyncBody | undefined): Steps | undefined {
  const steps = stepsOf(result);
  if (steps === undefined && isThenable(result)) return stepsOfPromise(scheduler, result, asyncBody ?? createAsyncBody(scheduler, scheduler.current));
  // It may have called an async function that has given up the turn.
  if (steps === undefined && asyncBody?.isPaused === true) return stepsOfPromise(scheduler, Promise.resolve(result), asyncBody);
  asyncBody?.disown();
  return steps;
}

/** The steps of an async function: those of the operations that it awaits, until its promise settles. */
function stepsOfPromise(scheduler: Scheduler, promise: PromiseLike<unknown>, asyncBody: AsyncBody): Steps {
  const outcome = follow(scheduler, promise);
  return {
    next() {
      const settled = outcome();
      if (settled === undefined || asyncBody.isPaused) return asyncBody.next();
      // It may have left an operation behind, that it has waited for in a race.
      const step = asyncBody.finish();
      return step.done === true ? answerOf(settled) : step;
    },
    return: () => asyncBody.return?.() ?? done(undefined),
  };
}
