// Bodies: how each kind of function becomes something that is asked for its next step, turn by turn.
//
//   generator function   its generator is asked
//   async function       an AsyncBody is asked: it performs what the function awaits (async-body.ts)
//   plain function       over in its first step, unless it returns an operation, which is then performed

import { createAsyncBody, disownAsyncBody } from "./async-body.ts";
import { handChain } from "./delegation.ts";
import { takeHanded } from "./handed.ts";
import { inspect } from "./inspect.ts";
import { done } from "./operation.ts";
import type { Operation } from "./operation.ts";
import type { Body, Scheduler, Steps } from "./scheduler.ts";

/** The `next` of all generators. */
const { next } = Object.getPrototypeOf(function* () {}.prototype) as Steps;

/** The first step of the current process: calls its body, finds out what it is, and keeps what will give the other steps. */
export function begin(scheduler: Scheduler, body: Body): IteratorResult<unknown, unknown> {
  let result: unknown;
  let steps: Steps | undefined;
  let isAsync: boolean;
  try {
    result = call(scheduler, body);
    steps = stepsOf(result, body);
    // A plain function may have called an async one that has given up the turn.
    isAsync = steps === undefined && (isThenable(result) || scheduler.asyncBody?.isPaused === true);
  } catch (thrown) {
    disownAsyncBody(scheduler);
    throw thrown;
  }
  if (steps !== undefined) {
    disownAsyncBody(scheduler);
    scheduler.bodies[scheduler.current] = steps;
    return steps.next();
  }
  if (isAsync) {
    const asyncBody = scheduler.asyncBody ?? createAsyncBody(scheduler, scheduler.current);
    scheduler.asyncBody = undefined;
    asyncBody.name = body.name;
    scheduler.bodies[scheduler.current] = asyncBody;
    asyncBody.follow(isThenable(result) ? result : Promise.resolve(result));
    return asyncBody.next();
  }
  disownAsyncBody(scheduler);
  return done(result);
}

// What kind the body is shows only when it returns; until then, operations that it makes are ready to be awaited.
function call(scheduler: Scheduler, body: Body): unknown {
  const args = takeHanded(scheduler, scheduler.current) as readonly never[] | undefined;
  scheduler.mayAwait = true;
  try {
    return args === undefined ? body() : body(...args);
  } finally {
    scheduler.mayAwait = false;
  }
}

/** What gives the steps of a function, `by` if that is known, that returned `result`: a generator, or the iterator of an operation. Else undefined. To be asked next. */
export function stepsOf(result: unknown, by?: object): Steps | undefined {
  if (typeof result !== "object" || result === null) return undefined;
  if (hasNextOfGenerators(result)) return handChain(result, by);
  const isGenerator = "next" in result && typeof result.next === "function";
  if (isGenerator && "throw" in result && Symbol.asyncIterator in result) {
    throw new TypeError(`expected a generator, async or plain function as the body of a process, got an async generator function, which returned ${inspect(result)}`);
  }
  if (!(Symbol.iterator in result)) return undefined;
  if ("then" in result) return (result as Operation<unknown>)[Symbol.iterator](); // some operations are their own iterators
  return isGenerator ? handChain(result as Steps, by) : undefined;
}

// One look-up instead of the five that tell all kinds apart: each generator function makes objects of another hidden class.
function hasNextOfGenerators(result: object): result is Steps {
  return (result as { readonly next?: unknown }).next === next;
}

export function isThenable(result: unknown): result is PromiseLike<unknown> {
  return typeof result === "object" && result !== null && "then" in result && typeof result.then === "function";
}
