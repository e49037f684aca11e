// Task: Elixir's module of that name. One computation in a process of its own, and its result.

import { ALIAS_DEMONITOR, NONE } from "../../bindings/core.ts";
import { copy } from "../copy.ts";
import { CallTimeoutError, NotOwnerError, ServerExitedError } from "../errors.ts";
import { workerLineage } from "../lineage.ts";
import { done } from "../operation.ts";
import type { Operation, Suspension } from "../operation.ts";
import { check, checkChoice, checkCount, checkFunction, checkKeys, wrongType } from "../options.ts";
import { generationOfRef, indexOfRef, isPid, isRef, slotOfPid } from "../pid.ts";
import type { Pid, Ref } from "../pid.ts";
import { demonitor, link, makeAlias, newRef, unlink } from "../relations.ts";
import { exit as sendExit } from "../process.ts";
import { callingOrDefault } from "../runtime.ts";
import type { ResultOf } from "../runtime.ts";
import { callingScheduler, now, pidAt } from "../scheduler.ts";
import type { Body, Scheduler } from "../scheduler.ts";
import { undoIfThrown } from "../spawn.ts";
import { checkDuration } from "../timers.ts";
import { spawnTask } from "./task/body.ts";
import { ResultOfAny, ResultOfOne, deliverReply, ownOperation, takeResult } from "./task/result.ts";
import type { TaskResult } from "./task/result.ts";
import { streamOf } from "./task/stream.ts";
import type { AsyncStreamOptions, TaskStream, ZippedExit } from "./task/stream.ts";

export * as Supervisor from "./task/supervisor.ts";
export type { AsyncStreamOptions, TaskStream, ZippedExit } from "./task/stream.ts";
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

export interface TaskSpecOptions {
  readonly id?: unknown;
  readonly restart?: "permanent" | "transient" | "temporary";
  readonly shutdown?: number | "brutalKill";
  readonly significant?: boolean;
}

/** How a supervisor starts a task. */
export interface TaskSpec extends TaskSpecOptions {
  readonly id: unknown;
  readonly start: () => Operation<Pid>;
  readonly restart: "permanent" | "transient" | "temporary";
}

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
function asyncTask<Args extends readonly unknown[], Returned>(body: (...args: Args) => Returned, ...args: Args): Task<ResultOf<Returned>> {
  const scheduler = callingScheduler("Task.async()");
  let ref: Ref;
  const pid = spawnTask(scheduler, body as Body, args, workerLineage(scheduler), (value) => deliverReply(scheduler, ref, value));
  undoIfThrown(scheduler, pid, () => {
    link(scheduler, pid);
    ref = newRef(scheduler, scheduler.core.monitor(scheduler.current, slotOfPid(pid), ALIAS_DEMONITOR));
  });
  return { pid, ref: ref!, owner: pidAt(scheduler, scheduler.current) };
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
  return { pid: undefined, ref, owner: pidAt(scheduler, scheduler.current) };
}

/**
 * Starts a process that nobody waits for, and returns its pid.
 *
 * @see https://hexdocs.pm/elixir/Task.html#start/1
 */
export function start<Args extends readonly unknown[]>(body: (...args: Args) => unknown, ...args: Args): Pid {
  const scheduler = callingOrDefault();
  return spawnTask(scheduler, body as Body, args, workerLineage(scheduler), undefined);
}

/**
 * As {@link start}, linked with the calling process.
 *
 * @throws {@link NotAProcessError} in host code.
 * @see https://hexdocs.pm/elixir/Task.html#start_link/1
 */
export function startLink<Args extends readonly unknown[]>(body: (...args: Args) => unknown, ...args: Args): Pid {
  const scheduler = callingScheduler("Task.startLink()");
  const pid = spawnTask(scheduler, body as Body, args, workerLineage(scheduler), undefined);
  undoIfThrown(scheduler, pid, () => link(scheduler, pid));
  return pid;
}

/**
 * Returns how a supervisor starts a task: with `startLink`, and as `"temporary"` unless `options` says otherwise.
 *
 * @see https://hexdocs.pm/elixir/Task.html#child_spec/1
 */
export function childSpec(body: () => unknown, options: TaskSpecOptions = {}): TaskSpec {
  checkKeys(options, ["id", "restart", "shutdown", "significant"]);
  checkFunction(body, "a function as the body of a task");
  const start = (): Operation<Pid> => ownOperation("Task.startLink()", () => ({ next: () => done(startLink(body)) }));
  return { id: "Task", restart: "temporary", ...options, start };
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

function* awaiting<T>(scheduler: Scheduler, task: Task<T>, timeout: number): Generator<Suspension, T, unknown> {
  const result = yield* waitingFor(scheduler, task, timeout);
  if (result?.ok === true) return result.value;
  if (result !== undefined) throw new ServerExitedError(task.pid, result.reason);
  demonitor(scheduler, task.ref, true);
  throw new CallTimeoutError(task.pid, task, timeout);
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

function* awaitingMany(scheduler: Scheduler, tasks: readonly Task[], timeout: number): Generator<Suspension, unknown[], unknown> {
  const pending = byRef(tasks);
  const deadline = now(scheduler) + timeout;
  const values = new Map<Ref, unknown>();
  while (pending.size > 0) {
    const arrival = yield* new ResultOfAny(scheduler, pending, deadline);
    if (arrival?.result.ok === true) {
      pending.delete(arrival.ref);
      demonitor(scheduler, arrival.ref, true);
      values.set(arrival.ref, arrival.result.value);
      continue;
    }
    const late = [...pending.values()];
    demonitorAll(scheduler, pending.keys());
    if (arrival !== undefined) throw new ServerExitedError(pending.get(arrival.ref)?.pid, arrival.result.reason);
    throw new CallTimeoutError(late.length === 1 ? late[0]?.pid : late.map(({ pid }) => pid), tasks, timeout);
  }
  return tasks.map(({ ref }) => values.get(ref));
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

function* yieldingMany<T>(scheduler: Scheduler, tasks: readonly Task<T>[], options: Required<YieldManyOptions>): Generator<Suspension, [Task<T>, TaskResult<T> | undefined][], unknown> {
  const pending = byRef(tasks);
  const deadline = now(scheduler) + options.timeout;
  const results = new Map<Ref, TaskResult<T> | undefined>();
  let isOver = false;
  while (!isOver && pending.size > 0 && results.size < options.limit) {
    const arrival = yield* new ResultOfAny(scheduler, pending, deadline);
    isOver = arrival === undefined;
    if (arrival === undefined) continue;
    pending.delete(arrival.ref);
    demonitor(scheduler, arrival.ref, true);
    results.set(arrival.ref, arrival.result as TaskResult<T>);
  }
  if (isOver && options.onTimeout === "ignore") for (const task of pending.values()) results.set(task.ref, ignoreTask(scheduler, task));
  if (isOver && options.onTimeout === "killTask") for (const task of pending.values()) results.set(task.ref, yield* shuttingDown(scheduler, task, "brutalKill"));
  return tasks.map((task) => [task, results.get(task.ref)]);
}

/**
 * Ends a task: unlinks it, sends it the exit signal `"shutdown"`, and `"kill"` after `timeout` milliseconds. Returns
 * `{ ok: true, value }` when it had a result or gives one yet, `{ ok: false, reason }` when it ended by another reason than asked
 * (`"noproc"` when its result was taken before), else `undefined`.
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

function* shuttingDown<T>(scheduler: Scheduler, task: Task<T>, timeout: number | "brutalKill"): Generator<Suspension, TaskResult<T> | undefined, unknown> {
  if (task.pid === undefined) return ignoreTask(scheduler, task);
  unlink(scheduler, task.pid);
  let asked = timeout === "brutalKill" ? "killed" : "shutdown";
  sendExit(task.pid, timeout === "brutalKill" ? "kill" : "shutdown");

  let result = yield* waitingForEnd(scheduler, task, timeout === "brutalKill" ? Infinity : timeout);
  if (result === undefined) {
    asked = "shutdown"; // a task that had to be killed did not end as asked
    sendExit(task.pid, "kill");
    result = yield* waitingForEnd(scheduler, task, Infinity);
  }
  return result?.ok === false && result.reason === asked ? undefined : result;
}

/** The result of a task that was told to end, with its reply taken even when that comes alone; `"noproc"` when nothing is left to come. */
function* waitingForEnd<T>(scheduler: Scheduler, task: Task<T>, ms: number): Generator<Suspension, TaskResult<T> | undefined, unknown> {
  const { core } = scheduler;
  const isWatched = core.relationOwner(indexOfRef(task.ref), generationOfRef(task.ref)) !== NONE;
  const result = yield* waitingFor(scheduler, task, isWatched ? ms : 0);
  return result ?? (isWatched ? undefined : { ok: false, reason: "noproc" });
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

function ignoreTask<T>(scheduler: Scheduler, task: Task<T>): TaskResult<T> | undefined {
  if (task.pid !== undefined) unlink(scheduler, task.pid);
  const result = takeResult(scheduler, task.ref) as TaskResult<T> | undefined;
  demonitor(scheduler, task.ref, false);
  return result;
}

function waitingFor<T>(scheduler: Scheduler, task: Task<T>, ms: number): ResultOfOne<T> {
  return new ResultOfOne(scheduler, task.ref, ms);
}

function demonitorAll(scheduler: Scheduler, refs: Iterable<Ref>): void {
  for (const ref of refs) demonitor(scheduler, ref, true);
}

function byRef<T>(tasks: readonly Task<T>[]): Map<Ref, Task<T>> {
  return new Map(tasks.map((task) => [task.ref, task]));
}

/** An operation of the process that owns the tasks: checked at the call, and where it is performed. */
function ownersOperation<T>(name: string, tasks: readonly Task[], start: (scheduler: Scheduler) => Iterator<Suspension, T, unknown>): Operation<T> {
  checkOwners(name, tasks);
  return ownOperation(name, (scheduler) => {
    checkOwners(name, tasks);
    return start(scheduler);
  });
}

function checkOwner(operation: string, task: Task): void {
  const scheduler = callingScheduler(operation);
  if (typeof task !== "object" || task === null || !isRef(task.ref) || !isPid(task.owner)) throw wrongType("a task", task);
  const caller = pidAt(scheduler, scheduler.current);
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
