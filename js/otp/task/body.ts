// The body of a task: the user's, with what is done when it returns, and a report when it exits.

import { isThenable, stepsOf } from "../../body.ts";
import { copy } from "../../copy.ts";
import { inspect } from "../../inspect.ts";
import { setLineage } from "../../lineage.ts";
import type { Lineage } from "../../lineage.ts";
import type { Pid } from "../../pid.ts";
import { isExitError, isNormalExit } from "../../reason.ts";
import { crashReport } from "../../report.ts";
import { log, pidAt } from "../../scheduler.ts";
import type { Body, Scheduler, Steps } from "../../scheduler.ts";
import { spawnProcess } from "../../spawn.ts";

/** Told a copy of what the body of a task has returned. */
export type Finish = (value: unknown) => void;

/** Spawns a process of that lineage, and calls `finish` with a copy of what its body returns. */
export function spawnTask(scheduler: Scheduler, body: Body, args: readonly unknown[], lineage: Lineage | undefined, finish: Finish | undefined): Pid {
  const pid = spawnProcess(scheduler, typeof body === "function" ? taskBody(scheduler, body, args, finish) : body);
  if (lineage !== undefined) setLineage(pid, lineage);
  return pid;
}

/** A plain function as the body: what it returns has the kind of what the user's body returns. */
function taskBody(scheduler: Scheduler, body: Body, args: readonly unknown[], finish: Finish | undefined): Body {
  return () => {
    const slot = scheduler.current;
    let result: unknown;
    try {
      result = body(...(args as readonly never[]));
      const steps = stepsOf(result, body);
      if (steps !== undefined) return new TaskSteps(scheduler, slot, steps, finish);
      if (isThenable(result)) return following(scheduler, slot, result, finish);
      finish?.(copyResult(result, finish));
    } catch (thrown) {
      reportExit(scheduler, slot, thrown);
      throw thrown;
    }
    return undefined;
  };
}

class TaskSteps implements Steps {
  readonly #scheduler: Scheduler;
  readonly #slot: number;
  readonly #steps: Steps;
  readonly #finish: Finish | undefined;

  constructor(scheduler: Scheduler, slot: number, steps: Steps, finish: Finish | undefined) {
    this.#scheduler = scheduler;
    this.#slot = slot;
    this.#steps = steps;
    this.#finish = finish;
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<unknown, unknown> {
    try {
      return this.#finishIfDone(this.#steps.next());
    } catch (thrown) {
      reportExit(this.#scheduler, this.#slot, thrown);
      throw thrown;
    }
  }

  throw(error: unknown): IteratorResult<unknown, unknown> {
    if (this.#steps.throw === undefined) throw error;
    return this.#finishIfDone(this.#steps.throw(error));
  }

  return(value?: unknown): IteratorResult<unknown, unknown> {
    return this.#steps.return?.(value) ?? { done: true, value };
  }

  #finishIfDone(step: IteratorResult<unknown, unknown>): IteratorResult<unknown, unknown> {
    if (step.done === true) this.#finish?.(copyResult(step.value, this.#finish));
    return step;
  }
}

/** The promise of an async body, as the process follows it: its end is decided before anybody hears of its result. */
function following(scheduler: Scheduler, slot: number, promise: PromiseLike<unknown>, finish: Finish | undefined): PromiseLike<unknown> {
  const generation = scheduler.core.generation(slot);
  const isAlive = (): boolean => scheduler.core.isAlive(slot, generation) !== 0;
  const then = (onFulfilled: (value: unknown) => void, onRejected: (thrown: unknown) => void): void => {
    const fail = (thrown: unknown): void => {
      if (isAlive()) reportExit(scheduler, slot, thrown);
      onRejected(thrown);
    };
    const succeed = (value: unknown): void => {
      const wasAlive = isAlive();
      let copied: unknown;
      try {
        copied = copyResult(value, finish);
      } catch (error) {
        return fail(error);
      }
      onFulfilled(value);
      if (!wasAlive) return;
      try {
        finish?.(copied);
      } catch (error) {
        log(scheduler, "error", `The result of ${String(pidAt(scheduler, slot))} could not be sent: ${inspect(error)}`);
      }
    };
    promise.then(succeed, fail);
  };
  return { then } as PromiseLike<unknown>;
}

/** Copied in the task's name, and only for somebody who wants it. @throws DataCloneError */
function copyResult(value: unknown, finish: Finish | undefined): unknown {
  return finish === undefined ? undefined : copy(value, "result");
}

/** An exit of a task is reported as its crash is, which the kernel reports itself: nobody else may ever hear of it. */
function reportExit(scheduler: Scheduler, slot: number, thrown: unknown): void {
  if (isExitError(thrown) && !isNormalExit(thrown.reason)) log(scheduler, "error", crashReport(scheduler, slot, thrown));
}
