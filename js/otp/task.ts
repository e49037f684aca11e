// Task: Elixir's module of that name. One computation in a process of its own, and its result.
//
// Read on in task/: body.ts (the process), result.ts (what it sends), waiting.ts (what its owner does), then stream.ts.

import { ALIAS_DEMONITOR } from "../../bindings/core.ts";
import { copy } from "../copy.ts";
import { NotOwnerError } from "../errors.ts";
import { workerLineage } from "../lineage.ts";
import { done } from "../operation.ts";
import type { Operation, Suspension } from "../operation.ts";
import { check, checkChoice, checkCount, checkDuration, checkFunction, checkKeys, wrongType } from "../options.ts";
import { isPid, isRef, slotOfPid } from "../pid.ts";
import type { Pid, Ref } from "../pid.ts";
import { link, makeAlias, newRef } from "../relations.ts";
import { callingOrDefault } from "../runtime.ts";
import type { ResultOf } from "../runtime.ts";
import { callingPid, callingScheduler, currentPid } from "../scheduler.ts";
import type { Body, Scheduler } from "../scheduler.ts";
import { undoIfThrown } from "../spawn.ts";
import { checkChildSpec } from "./supervisor/child-spec.ts";
import type { ChildSpec, OwnChildSpec } from "./supervisor/child-spec.ts";
import { spawnTask } from "./task/body.ts";
import type { AsyncStreamOptions } from "./task/plan.ts";
import { deliverReply, ownOperation } from "./task/result.ts";
import type { TaskResult } from "./task/result.ts";
import { streamOf } from "./task/stream.ts";
import type { TaskStream, ZippedExit } from "./task/stream.ts";
import { awaiting, awaitingMany, ignoreTask, shuttingDown, waitingFor, yieldingMany } from "./task/waiting.ts";

export * as Supervisor from "./task/supervisor.ts";
export type { AsyncStreamOptions } from "./task/plan.ts";
export type { TaskStream, ZippedExit } from "./task/stream.ts";
export type { TaskExit, TaskReply, TaskResult } from "./task/result.ts";

declare const result: unique symbol;

/** A computation whose result its owner can await. */
export interface Task<out T = unknown> {
  /** The process that computes; undefined for a task that was completed from the start. */
  readonly pid: Pid | undefined;
  /** The owner's monitor, and the address of the reply. */
  readonly ref: Ref;
  /** The process that started the task: only it may await. */
  readonly owner: Pid;
  readonly [result]?: T;
}

/** The values of several tasks, each at the place of its task. */
export type ValuesOf<Tasks extends readonly Task[]> = { -readonly [Place in keyof Tasks]: Tasks[Place] extends Task<infer T> ? T : never };

export interface YieldManyOptions {
  /** Milliseconds to wait at most, for all together. Default 5000. */
  readonly timeout?: number;
  /** Returns as soon as so many have a result. Default: all. What `onTimeout` says is then not done. */
  readonly limit?: number;
  /** What becomes of the tasks that have no result in time. Default `"nothing"`: they may be awaited again. */
  readonly onTimeout?: "nothing" | "ignore" | "killTask";
}

/** What a supervisor is told of a task. */
export type TaskSpecOptions = Partial<Omit<ChildSpec, "start" | "type">>;

/** How a supervisor starts a task. */
export type TaskSpec = OwnChildSpec<Pid>;

const DEFAULT_TIMEOUT_MS = 5_000;

/**
 * Starts a process that computes a result for the calling one, which should await it: `Task.async`.
 *
 * The two are linked, so a task that fails ends its owner, and the owner's failure ends the task. The result is a copy.
 * Until it is awaited it is a message like others, `[task.ref, value]`, followed by the DOWN of `task.ref`.
 *
 * @throws {@link NotAProcessError} in host code, TypeError when `body` is no function, {@link SystemLimitError} at a limit.
 * @example
 * const task = Task.async((n: number) => n * 2, 21);
 * yield* Task.await(task); // 42
 * @see https://hexdocs.pm/elixir/Task.html#async/1
 */
function asyncTask<Args extends readonly unknown[], Returned>(body: (...args: Args) => Returned, ...args: Readonly<Args>): Task<ResultOf<Returned>> {
  const scheduler = callingScheduler("Task.async()");
  let ref: Ref;
  const pid = spawnTask(scheduler, body as Body, args, workerLineage(scheduler), (value) => deliverReply(scheduler, ref, value));
  undoIfThrown(scheduler, pid, () => {
    link(scheduler, pid);
    ref = newRef(scheduler, scheduler.core.monitor(scheduler.current, slotOfPid(pid), ALIAS_DEMONITOR));
  });
  return { pid, ref: ref!, owner: currentPid(scheduler) };
}

/**
 * Returns a task that is over already, with a copy of `value` as its result, and needs no process.
 *
 * @throws {@link DataCloneError} when the value cannot be copied.
 * @example
 * yield* Task.await(Task.completed(42)); // 42
 * @see https://hexdocs.pm/elixir/Task.html#completed/1
 */
export function completed<T>(value: T): Task<T> {
  const scheduler = callingScheduler("Task.completed()");
  const copied = copy(value, "result");
  const ref = makeAlias(scheduler, "reply");
  deliverReply(scheduler, ref, copied);
  return { pid: undefined, ref, owner: currentPid(scheduler) };
}

/**
 * Starts a process that nobody waits for, and returns its pid.
 *
 * @see https://hexdocs.pm/elixir/Task.html#start/1
 */
export function start<Args extends readonly unknown[]>(body: (...args: Args) => unknown, ...args: Readonly<Args>): Pid {
  const scheduler = callingOrDefault();
  return spawnTask(scheduler, body as Body, args, workerLineage(scheduler), undefined);
}

/**
 * As {@link start}, linked with the calling process.
 *
 * @throws {@link NotAProcessError} in host code.
 * @see https://hexdocs.pm/elixir/Task.html#start_link/1
 */
export function startLink<Args extends readonly unknown[]>(body: (...args: Args) => unknown, ...args: Readonly<Args>): Pid {
  const scheduler = callingScheduler("Task.startLink()");
  const pid = spawnTask(scheduler, body as Body, args, workerLineage(scheduler), undefined);
  undoIfThrown(scheduler, pid, () => link(scheduler, pid));
  return pid;
}

/**
 * Returns how a supervisor starts a task: with `startLink`, and as `"temporary"` unless `options` says otherwise. Its id is `"Task"`
 * if none is given.
 *
 * @throws TypeError, RangeError for a body or options that are none.
 * @see https://hexdocs.pm/elixir/Task.html#child_spec/1
 */
export function childSpec(body: () => unknown, options: TaskSpecOptions = {}): TaskSpec {
  checkKeys(options, ["id", "restart", "shutdown", "significant"]);
  checkFunction(body, "a function as the body of a task");
  const start = (): Operation<Pid> => ownOperation("Task.startLink()", () => ({ next: () => done(startLink(body)) }));
  const { id = "Task", restart = "temporary", shutdown, significant } = options;
  return { ...checkChildSpec({ id, start, restart, shutdown, type: undefined, significant }), start };
}

/**
 * Waits for the result of a task and returns it. Nothing of the task is left in the mailbox then.
 *
 * A task that fails ends an owner that does not trap exits by their link, before it awaits even.
 *
 * @throws {@link ServerExitedError} when the task ended without a result; `reason` is why.
 * @throws {@link CallTimeoutError} when there is none after `timeout` milliseconds. Its result will then be dropped; the task
 * goes on, unless the caller ends.
 * @throws {@link NotOwnerError} at once when another process started the task.
 * @example
 * const tasks = ["a", "b"].map((text) => Task.async(() => text.toUpperCase()));
 * const first = yield* Task.await(tasks[0]!);
 * first; // "A"
 * @see https://hexdocs.pm/elixir/Task.html#await/2
 */
function awaitTask<T>(task: Task<T>, timeout: number = DEFAULT_TIMEOUT_MS): Operation<T> {
  checkDuration(timeout, "timeout");
  return ownersOperation("Task.await()", [task], (scheduler) => awaiting(scheduler, task, timeout));
}

/**
 * Waits for the results of several tasks, `timeout` milliseconds for all together, and returns them in the order of the tasks.
 *
 * @throws as {@link awaitTask} does, at the first task that fails; no result of the others will come then.
 * @example
 * const tasks = [1, 2, 3].map((n) => Task.async(() => n * n));
 * yield* Task.awaitMany(tasks); // [1, 4, 9]
 * @see https://hexdocs.pm/elixir/Task.html#await_many/2
 */
export function awaitMany<const Tasks extends readonly Task[]>(tasks: Tasks, timeout: number = DEFAULT_TIMEOUT_MS): Operation<ValuesOf<Tasks>> {
  checkDuration(timeout, "timeout");
  return ownersOperation("Task.awaitMany()", tasks, (scheduler) => awaitingMany(scheduler, tasks, timeout) as Generator<Suspension, ValuesOf<Tasks>, unknown>);
}

/**
 * Waits for the result of a task without failing: returns `{ ok: true, value }`, `{ ok: false, reason }` when the task ended
 * without a result, or `undefined` when there is none after `timeout` milliseconds. Then the task may be asked again.
 *
 * @throws {@link NotOwnerError} at once when another process started the task.
 * @example
 * const task = Task.async(function* () {
 *   yield* Process.sleep(10);
 *   return "done";
 * });
 * yield* Task.yield(task, 0); // undefined
 * yield* Task.yield(task); // { ok: true, value: "done" }
 * @see https://hexdocs.pm/elixir/Task.html#yield/2
 */
function yieldTask<T>(task: Task<T>, timeout: number = DEFAULT_TIMEOUT_MS): Operation<TaskResult<T> | undefined> {
  checkDuration(timeout, "timeout");
  return ownersOperation("Task.yield()", [task], (scheduler) => waitingFor(scheduler, task, timeout));
}

/**
 * As {@link yieldTask} for several tasks, with one time limit: returns pairs of each task and its result, in the order of the tasks.
 *
 * @example
 * const tasks = [1, 2].map((n) => Task.async(() => n * n));
 * const pairs = yield* Task.yieldMany(tasks);
 * pairs.map(([, result]) => result); // [{ ok: true, value: 1 }, { ok: true, value: 4 }]
 * @see https://hexdocs.pm/elixir/Task.html#yield_many/2
 */
export function yieldMany<T>(tasks: readonly Task<T>[], options: YieldManyOptions = {}): Operation<[Task<T>, TaskResult<T> | undefined][]> {
  const checked = checkYieldManyOptions(options);
  return ownersOperation("Task.yieldMany()", tasks, (scheduler) => yieldingMany(scheduler, tasks, checked));
}

/**
 * Ends a task: unlinks it, sends it the exit signal `"shutdown"`, and `"kill"` after `timeout` milliseconds. Returns
 * `{ ok: true, value }` when it had a result or gives one yet, `{ ok: false, reason }` when it ended by another reason than asked
 * (`"noproc"` when its result was taken before), else `undefined`. A task that an `await` or `ignore` has given up is ended, too.
 *
 * @param timeout `"brutalKill"` kills at once.
 * @throws {@link NotOwnerError} at once when another process started the task.
 * @example
 * const task = Task.async(() => Process.sleep(Infinity));
 * const result = (yield* Task.yield(task, 10)) ?? (yield* Task.shutdown(task));
 * result; // undefined
 * @see https://hexdocs.pm/elixir/Task.html#shutdown/2
 */
export function shutdown<T>(task: Task<T>, timeout: number | "brutalKill" = DEFAULT_TIMEOUT_MS): Operation<TaskResult<T> | undefined> {
  if (timeout !== "brutalKill") checkDuration(timeout, "timeout");
  return ownersOperation("Task.shutdown()", [task], (scheduler) => shuttingDown(scheduler, task, timeout));
}

/**
 * Forgets a task: unlinks it, and ends its monitor, so that nothing of it comes any more. Returns its result if there is one
 * already, else `undefined`. The task goes on.
 *
 * @throws {@link NotOwnerError} when another process started the task.
 * @see https://hexdocs.pm/elixir/Task.html#ignore/1
 */
export function ignore<T>(task: Task<T>): TaskResult<T> | undefined {
  checkOwner("Task.ignore()", task);
  return ignoreTask(callingScheduler("Task.ignore()"), task);
}

/**
 * Returns a stream that runs `body` in a task for each of `items`, and hands out the results. Nothing happens before it is
 * enumerated; an input is pulled only when a task may be started for it, and only while the consumer asks for results.
 *
 * At most `maxConcurrency` tasks live at once. Results that come before their turn are kept, without limit. The tasks are
 * linked: one that fails ends a process that does not trap exits. In one that does, it makes a result
 * `{ ok: false, reason }`. Inputs are passed by reference, results are copies.
 *
 * @throws TypeError or RangeError at once for items, a body or options that are none.
 * @throws at the enumeration: {@link CallTimeoutError} with `onTimeout: "exit"`, and what the input throws. The tasks are ended before.
 * @example
 * const stream = Task.asyncStream([1, 2, 3], (n: number) => n * n, { maxConcurrency: 2 });
 * const results = yield* stream.collect();
 * results.map((result) => result.ok && result.value); // [1, 4, 9]
 * @see https://hexdocs.pm/elixir/Task.html#async_stream/3
 */
export function asyncStream<Input, Returned>(
  items: Iterable<Input> | AsyncIterable<Input>,
  body: (input: Input) => Returned,
  options: AsyncStreamOptions & { readonly zipInputOnExit: true },
): TaskStream<ResultOf<Returned>, ZippedExit<Input>>;
export function asyncStream<Input, Returned>(
  items: Iterable<Input> | AsyncIterable<Input>,
  body: (input: Input) => Returned,
  options?: AsyncStreamOptions,
): TaskStream<ResultOf<Returned>>;
export function asyncStream(items: Iterable<unknown> | AsyncIterable<unknown>, body: Body, options: AsyncStreamOptions = {}): TaskStream<unknown> {
  return streamOf(items, body, options);
}

export { asyncTask as async, awaitTask as await, yieldTask as yield };

/** An operation of the process that owns the tasks: checked at the call, and where it is performed. */
function ownersOperation<T>(name: string, tasks: readonly Task[], start: (scheduler: Scheduler) => Iterator<Suspension, T, unknown>): Operation<T> {
  checkOwners(name, tasks);
  return ownOperation(name, (scheduler) => {
    checkOwners(name, tasks);
    return start(scheduler);
  });
}

function checkOwner(operation: string, task: Task): void {
  const caller = callingPid(operation);
  if (typeof task !== "object" || task === null || !isRef(task.ref) || !isPid(task.owner)) throw wrongType("a task", task);
  if (task.owner !== caller) throw new NotOwnerError(task.owner, caller);
}

function checkOwners(operation: string, tasks: readonly Task[]): void {
  callingScheduler(operation);
  check(Array.isArray(tasks), "an array of tasks", tasks);
  for (const task of tasks) checkOwner(operation, task);
}

function checkYieldManyOptions(options: YieldManyOptions): Required<YieldManyOptions> {
  checkKeys(options, ["timeout", "limit", "onTimeout"]);
  const { timeout = DEFAULT_TIMEOUT_MS, limit = Infinity, onTimeout = "nothing" } = options;
  return {
    timeout: checkDuration(timeout, "timeout"),
    limit: checkCount("limit", limit, 0),
    onTimeout: checkChoice("onTimeout", onTimeout, ["nothing", "ignore", "killTask"]),
  };
}
