// The stream of tasks: what `Task.asyncStream` returns, and the ways to enumerate it.

import { operationOf } from "../../async-body.ts";
import { isThenable, stepsOf } from "../../body.ts";
import { NotAProcessError, NotOwnerError } from "../../errors.ts";
import { PENDING, done } from "../../operation.ts";
import type { Operation, Step, Suspension } from "../../operation.ts";
import { checkFunction } from "../../options.ts";
import { isPid } from "../../pid.ts";
import { callingOrDefault } from "../../runtime.ts";
import { active, currentPid, schedulerOfPid } from "../../scheduler.ts";
import type { Body, Scheduler } from "../../scheduler.ts";
import { runProcess } from "../../spawn.ts";
import { until } from "../../until.ts";
import { END, createDriver } from "./driver.ts";
import type { Driver } from "./driver.ts";
import { BLOCKED, Enumeration, OVER, RESULT } from "./enumeration.ts";
import type { StreamExit, StreamResult } from "./enumeration.ts";
import { planOf } from "./plan.ts";
import type { AsyncStreamOptions, StreamPlan, Supervision } from "./plan.ts";
import { ownOperation } from "./result.ts";
import type { TaskExit, TaskResult } from "./result.ts";

/** What became of a task of a stream with `zipInputOnExit` that did not return. */
export interface ZippedExit<Input> extends TaskExit {
  readonly input: Input;
}

/**
 * A lazy stream of the results of tasks. The process that enumerates it owns the tasks. One enumeration at a time: `collect`
 * and `forEach` go on with the one that `next` has begun, and else begin another, which runs all tasks again.
 */
export interface TaskStream<T, Failed = TaskExit> extends AsyncIterable<TaskResult<T, Failed>> {
  /** Takes the next result. The first call begins the enumeration. */
  next(): Operation<IteratorResult<TaskResult<T, Failed>, undefined>>;
  /** Takes all results. */
  collect(): Operation<TaskResult<T, Failed>[]>;
  /** Calls `visit` with each result, and performs what it returns: a generator, an operation or a promise. When it throws, the stream is halted. */
  forEach(visit: (result: TaskResult<T, Failed>) => unknown): Operation<void>;
  /** Ends the enumeration early: kills the tasks that run, waits for their end, and has the input clean up. */
  halt(): Operation<void>;
  /** For `for await`: in an async body its process enumerates, in host code a fresh one. Leaving the loop halts. */
  [Symbol.asyncIterator](): AsyncIterator<TaskResult<T, Failed>, undefined> & AsyncIterable<TaskResult<T, Failed>>;
}

/** Returns a stream, whose tasks are children of a supervisor if `supervision` says so. @throws TypeError, RangeError at once */
export function streamOf(items: Iterable<unknown> | AsyncIterable<unknown>, body: Body, options: AsyncStreamOptions, supervision?: Supervision): TaskStream<unknown, StreamExit> {
  const supervisor = supervision?.supervisor;
  return createStream(planOf(items, body, options, supervision), isPid(supervisor) ? schedulerOfPid(supervisor) : active);
}

/** `home` is where host code enumerates: the runtime of the supervisor, or whose process made the stream. */
function createStream(plan: StreamPlan, home: Scheduler | undefined): TaskStream<unknown, StreamExit> {
  let current: Enumeration | undefined;
  let driver: Driver | undefined;

  /** The enumeration that the calling process has begun, or undefined. @throws NotOwnerError when another process enumerates */
  function begun(scheduler: Scheduler): Enumeration | undefined {
    const caller = currentPid(scheduler);
    if (current === undefined || current.owner === caller) return current;
    if (!current.isOver) throw new NotOwnerError(current.owner, caller);
    return undefined;
  }

  function underWay(scheduler: Scheduler): Enumeration | undefined {
    const enumeration = begun(scheduler);
    return enumeration?.isOver === true ? undefined : enumeration;
  }

  function begin(scheduler: Scheduler): Enumeration {
    return (current = new Enumeration(scheduler, plan));
  }

  /** `outside` performs it for host code, and not for a process that is not known at the moment. */
  function operation<T>(name: string, start: (scheduler: Scheduler) => Iterator<Suspension, T, unknown>, outside: () => PromiseLike<T>): Operation<T> {
    if (active !== undefined) begun(active);
    return operationOf(name, start, () => (current === undefined || current.isOver ? outside() : Promise.reject(new NotAProcessError(name))));
  }

  const host = (): Scheduler => home ?? callingOrDefault();
  const drive = (): Driver => (driver ??= createDriver(host(), createStream(plan, home)));
  /** An operation on all results: of the enumeration that is under way, else of another. */
  function onAll<T>(name: string, perform: (enumeration: Enumeration) => Iterator<Suspension, T, unknown>): Operation<T> {
    const inFreshProcess = (): Operation<T> => ownOperation(name, (scheduler) => perform(new Enumeration(scheduler, plan)));
    return operation(name, (scheduler) => perform(underWay(scheduler) ?? begin(scheduler)), () => runProcess(host(), inFreshProcess, []) as Promise<T>);
  }

  function next(): Operation<IteratorResult<StreamResult, undefined>> {
    return operation("TaskStream.next()", (scheduler) => taking(begun(scheduler) ?? begin(scheduler)), () => drive().next());
  }

  function halt(): Operation<void> {
    return operation("TaskStream.halt()", (scheduler) => halting(underWay(scheduler)), () => drive().halt());
  }

  return {
    next,
    halt,
    collect: () => onAll("TaskStream.collect()", collecting),
    forEach(visit) {
      checkFunction(visit, "a function to call with each result");
      return onAll("TaskStream.forEach()", (enumeration) => visiting(enumeration, visit));
    },
    [Symbol.asyncIterator]: () => iterate(createStream(plan, home)),
  };
}

/** What `for await` uses: it only awaits, and so takes an operation for a promise. */
function iterate(stream: TaskStream<unknown, StreamExit>): AsyncIterator<StreamResult, undefined> & AsyncIterable<StreamResult> {
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => stream.next() as PromiseLike<IteratorResult<StreamResult, undefined>> as Promise<IteratorResult<StreamResult, undefined>>,
    return: () => {
      const halt = stream.halt();
      const halted = operationOf("TaskStream.halt()", () => afterHalt(halt), () => halt.then(() => END));
      return halted as PromiseLike<IteratorReturnResult<undefined>> as Promise<IteratorReturnResult<undefined>>;
    },
  };
}

function* afterHalt(halt: Operation<void>): Generator<Suspension, IteratorReturnResult<undefined>, unknown> {
  yield* halt;
  return END;
}

function taking(enumeration: Enumeration): IterableIterator<Suspension, IteratorResult<StreamResult, undefined>, unknown> {
  return stepping(() => {
    const polled = enumeration.poll();
    if (polled === BLOCKED) return PENDING;
    return done<IteratorResult<StreamResult, undefined>>(polled === RESULT ? { done: false, value: enumeration.result as StreamResult } : END);
  });
}

function collecting(enumeration: Enumeration): IterableIterator<Suspension, StreamResult[], unknown> {
  const results: StreamResult[] = [];
  return stepping(() => {
    for (;;) {
      const polled = enumeration.poll();
      if (polled !== RESULT) return polled === OVER ? done(results) : PENDING;
      results.push(enumeration.result as StreamResult);
    }
  });
}

function halting(enumeration: Enumeration | undefined): IterableIterator<Suspension, void, unknown> {
  enumeration?.halt();
  return stepping(() => (enumeration === undefined || enumeration.poll() === OVER ? done(undefined) : PENDING));
}

function* visiting(enumeration: Enumeration, visit: (result: StreamResult) => unknown): Generator<Suspension, void, unknown> {
  try {
    for (let step = yield* taking(enumeration); step.done !== true; step = yield* taking(enumeration)) yield* performing(visit(step.value));
  } catch (error) {
    yield* halting(enumeration);
    throw error;
  }
}

/** Performs what a call-back has returned. */
function* performing(returned: unknown): Generator<Suspension, void, unknown> {
  const steps = stepsOf(returned);
  if (steps !== undefined) yield* stepping(() => steps.next() as Step<unknown>);
  else if (isThenable(returned)) yield* until(returned);
}

function stepping<T>(next: () => Step<T>): IterableIterator<Suspension, T, unknown> {
  const steps: IterableIterator<Suspension, T, unknown> = { [Symbol.iterator]: () => steps, next };
  return steps;
}
