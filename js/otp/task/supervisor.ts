// Task.Supervisor: tasks as the children of a supervisor, which ends them when it ends. A DynamicSupervisor inside.
//
//   owner ── alias, monitor, and unless nolink a link ──► task ◄── link ── supervisor
//
// The task is spawned in the turn of its owner and entered among the children there, so that `async` need not wait for the
// supervisor: a task that is started is supervised, and one that is not has never been.

import { ALIAS_DEMONITOR } from "../../../bindings/core.ts";
import { thenOf } from "../../async-body.ts";
import { Lineage, workerLineage } from "../../lineage.ts";
import { done } from "../../operation.ts";
import type { Operation, Suspension } from "../../operation.ts";
import { check, checkChoice, checkDuration, checkFunction, checkIsObject, checkKeys } from "../../options.ts";
import { slotOfPid } from "../../pid.ts";
import type { AnyPid, Pid, Ref } from "../../pid.ts";
import { demonitor, link, newRef } from "../../relations.ts";
import type { ResultOf } from "../../runtime.ts";
import { active, callingScheduler, currentPid } from "../../scheduler.ts";
import type { Body, Scheduler } from "../../scheduler.ts";
import { kill } from "../../signals.ts";
import { undoIfThrown } from "../../spawn.ts";
import { checkDestination } from "../destination.ts";
import type { Destination } from "../destination.ts";
import { childrenOf } from "../dynamic-supervisor/children.ts";
import type { Child } from "../dynamic-supervisor/children.ts";
import { ask, askToEnd, startSupervisor, supervisorSpec } from "../dynamic-supervisor/client.ts";
import type { DynamicSupervisorOptions } from "../dynamic-supervisor/client.ts";
import { DynamicRequest } from "../dynamic-supervisor/server.ts";
import { SHUTDOWN_MS } from "../supervisor/child-spec.ts";
import type { OwnChildSpec } from "../supervisor/child-spec.ts";
import type { Task } from "../task.ts";
import { spawnTask } from "./body.ts";
import type { AsyncStreamOptions } from "./plan.ts";
import { deliverReply } from "./result.ts";
import { streamOf } from "./stream.ts";
import type { TaskStream, ZippedExit } from "./stream.ts";

/** Options of `startLink`. */
export interface Options extends DynamicSupervisorOptions {}

/** What the supervisor is told of one task. */
export interface TaskOptions {
  /** Milliseconds from the exit signal `"shutdown"` to `"kill"` when the supervisor ends the task; `"brutalKill"` kills at once. Default 5000. */
  readonly shutdown?: number | "brutalKill";
}

/** Options of `startChild`. */
export interface StartChildOptions<Args extends readonly unknown[] = readonly unknown[]> extends TaskOptions {
  /** When the task is restarted: always, after an abnormal end, never. Default `"temporary"`: never. */
  readonly restart?: "permanent" | "transient" | "temporary";
  /** Passed to the body, by reference. */
  readonly args?: Readonly<Args>;
}

/** Options of the streams. */
export interface StreamOptions extends AsyncStreamOptions, TaskOptions {}

/** A task that has been started, and the operation of starting it: `yield*` and `await` give the task. */
export interface SupervisedTask<out T = unknown> extends Task<T>, Operation<Task<T>> {
  readonly pid: Pid;
}

/**
 * Starts a supervisor of tasks, linked with the caller. When it ends, all its tasks are told to at the same time.
 *
 * @throws as `DynamicSupervisor.startLink` does.
 * @see https://hexdocs.pm/elixir/Task.Supervisor.html#start_link/1
 */
export function startLink(options: Options = {}): Operation<Pid> {
  return startSupervisor("Task.Supervisor", options);
}

/** Returns what a supervisor must know of a task supervisor: `permanent`, with all the time it needs to shut down. */
export function childSpec(options: Options = {}): OwnChildSpec {
  return supervisorSpec("Task.Supervisor", options);
}

/**
 * Starts a task under a supervisor, as `Task.async` does: owner and task are linked, and the owner should await the result.
 * The task is there when the call returns; `yield*` and `await` give the task too, as there is nothing left to wait for. It
 * is never restarted. Options stand before the body.
 *
 * @throws {@link NoProcessError} when there is no such supervisor, or it is ending; {@link StartError} with reason
 * `"maxChildren"` when it has as many tasks as it may; and what `Task.async` throws. No task is left then.
 * @example
 * const supervisor = yield* Task.Supervisor.startLink();
 * const task = Task.Supervisor.async(supervisor, (n: number) => n * 2, 21);
 * yield* Task.await(task); // 42
 * @see https://hexdocs.pm/elixir/Task.Supervisor.html#async/3
 */
function asyncTask<Args extends readonly unknown[], Returned>(supervisor: Destination, body: (...args: Args) => Returned, ...args: Readonly<Args>): SupervisedTask<ResultOf<Returned>>;
function asyncTask<Args extends readonly unknown[], Returned>(supervisor: Destination, options: TaskOptions, body: (...args: Args) => Returned, ...args: Readonly<Args>): SupervisedTask<ResultOf<Returned>>;
function asyncTask(supervisor: Destination, ...rest: readonly unknown[]): SupervisedTask {
  return startTask(callingScheduler("Task.Supervisor.async()"), supervisor, rest, true);
}

/**
 * As {@link asyncTask}, without a link: the owner learns of a failure when it awaits the task, and the task goes on when the
 * owner ends.
 *
 * @example
 * const supervisor = yield* Task.Supervisor.startLink();
 * const task = Task.Supervisor.asyncNolink(supervisor, () => exit("no such user"));
 * yield* Task.yield(task); // { ok: false, reason: "no such user" }
 * @see https://hexdocs.pm/elixir/Task.Supervisor.html#async_nolink/3
 */
export function asyncNolink<Args extends readonly unknown[], Returned>(supervisor: Destination, body: (...args: Args) => Returned, ...args: Readonly<Args>): SupervisedTask<ResultOf<Returned>>;
export function asyncNolink<Args extends readonly unknown[], Returned>(supervisor: Destination, options: TaskOptions, body: (...args: Args) => Returned, ...args: Readonly<Args>): SupervisedTask<ResultOf<Returned>>;
export function asyncNolink(supervisor: Destination, ...rest: readonly unknown[]): SupervisedTask {
  return startTask(callingScheduler("Task.Supervisor.asyncNolink()"), supervisor, rest, false);
}

/**
 * Returns a stream as `Task.asyncStream` does, whose tasks are children of a supervisor.
 *
 * @throws at the enumeration, besides what `Task.asyncStream` throws: {@link StartError} with reason `"maxChildren"`,
 * {@link NoProcessError} when there is no such supervisor. The tasks are ended before.
 * @example
 * const supervisor = yield* Task.Supervisor.startLink();
 * const stream = Task.Supervisor.asyncStream(supervisor, [1, 2, 3], (n: number) => n * n);
 * const results = yield* stream.collect();
 * results.map((result) => result.ok && result.value); // [1, 4, 9]
 * @see https://hexdocs.pm/elixir/Task.Supervisor.html#async_stream/4
 */
export function asyncStream<Input, Returned>(
  supervisor: Destination,
  items: Iterable<Input> | AsyncIterable<Input>,
  body: (input: Input) => Returned,
  options: StreamOptions & { readonly zipInputOnExit: true },
): TaskStream<ResultOf<Returned>, ZippedExit<Input>>;
export function asyncStream<Input, Returned>(
  supervisor: Destination,
  items: Iterable<Input> | AsyncIterable<Input>,
  body: (input: Input) => Returned,
  options?: StreamOptions,
): TaskStream<ResultOf<Returned>>;
export function asyncStream(supervisor: Destination, items: Iterable<unknown> | AsyncIterable<unknown>, body: Body, options: StreamOptions = {}): TaskStream<unknown> {
  return streamUnder(supervisor, items, body, options, true);
}

/**
 * As {@link asyncStream}, without links: a task that fails makes a result `{ ok: false, reason }`, whether or not the process
 * that enumerates traps exits. When that ends, the tasks that run go on.
 *
 * @example
 * const supervisor = yield* Task.Supervisor.startLink();
 * const stream = Task.Supervisor.asyncStreamNolink(supervisor, [2, 0], (n: number) => (n === 0 ? exit("zero") : 10 / n));
 * yield* stream.collect(); // [{ ok: true, value: 5 }, { ok: false, reason: "zero" }]
 * @see https://hexdocs.pm/elixir/Task.Supervisor.html#async_stream_nolink/4
 */
export function asyncStreamNolink<Input, Returned>(
  supervisor: Destination,
  items: Iterable<Input> | AsyncIterable<Input>,
  body: (input: Input) => Returned,
  options: StreamOptions & { readonly zipInputOnExit: true },
): TaskStream<ResultOf<Returned>, ZippedExit<Input>>;
export function asyncStreamNolink<Input, Returned>(
  supervisor: Destination,
  items: Iterable<Input> | AsyncIterable<Input>,
  body: (input: Input) => Returned,
  options?: StreamOptions,
): TaskStream<ResultOf<Returned>>;
export function asyncStreamNolink(supervisor: Destination, items: Iterable<unknown> | AsyncIterable<unknown>, body: Body, options: StreamOptions = {}): TaskStream<unknown> {
  return streamUnder(supervisor, items, body, options, false);
}

/**
 * Starts a task that nobody awaits under a supervisor, linked with that alone, and returns its pid.
 *
 * @throws TypeError or RangeError at once for a body or options that are none.
 * @throws {@link StartError} with reason `"maxChildren"` when the supervisor has as many tasks as it may, and what `GenServer.call` throws.
 * @example
 * const supervisor = yield* Task.Supervisor.startLink();
 * const send = (user: string) => `Welcome, ${user}!`;
 * yield* Task.Supervisor.startChild(supervisor, send, { args: ["Alice"], restart: "transient" });
 * @see https://hexdocs.pm/elixir/Task.Supervisor.html#start_child/3
 */
export function startChild<Args extends readonly unknown[]>(supervisor: Destination, body: (...args: Args) => unknown, options: StartChildOptions<Args> & { readonly args: Readonly<Args> }): Operation<Pid>;
export function startChild(supervisor: Destination, body: () => unknown, options?: StartChildOptions<readonly []>): Operation<Pid>;
export function startChild(supervisor: Destination, body: Body, options: Omit<StartChildOptions, "args"> & { readonly args?: unknown } = {}): Operation<Pid> {
  checkBody(body);
  checkKeys(options, ["restart", "shutdown", "args"]);
  const { restart = "temporary", args = [] } = options;
  checkChoice("restart", restart, ["permanent", "transient", "temporary"]);
  check(Array.isArray(args), "args as an array", args);
  const caller = active === undefined ? undefined : workerLineage(active);
  const start = (): Pid => {
    const scheduler = callingScheduler("Task.Supervisor.startChild()");
    const lineage = caller === undefined ? undefined : new Lineage(scheduler, currentPid(scheduler), caller.callers);
    const pid = spawnTask(scheduler, body, args as readonly unknown[], lineage, undefined);
    undoIfThrown(scheduler, pid, () => link(scheduler, pid));
    return pid;
  };
  const child: Child = { start, restart, shutdown: checkShutdown(options), type: "worker" };
  return ask(supervisor, new DynamicRequest("startChild", child));
}

/**
 * Ends a task of a supervisor, by the exit signal `"shutdown"` and after its time a kill, and waits until it is gone.
 *
 * @throws {@link NoProcessError} when the supervisor has no such task, and what `GenServer.call` throws.
 * @see https://hexdocs.pm/elixir/Task.Supervisor.html#terminate_child/2
 */
export function terminateChild(supervisor: Destination, pid: AnyPid): Operation<void> {
  return askToEnd(supervisor, pid);
}

/**
 * Returns the pids of the tasks of a supervisor, in no particular order.
 *
 * @see https://hexdocs.pm/elixir/Task.Supervisor.html#children/1
 */
export function children(supervisor: Destination): Operation<Pid[]> {
  return ask(supervisor, new DynamicRequest("pids"));
}

export { asyncTask as async };

/** `rest` is `[body, ...args]` or `[options, body, ...args]`. */
function startTask(scheduler: Scheduler, supervisor: Destination, rest: readonly unknown[], isLinked: boolean): SupervisedTask {
  const hasOptions = typeof rest[0] !== "function";
  const [body, ...args] = hasOptions ? rest.slice(1) : rest;
  if (hasOptions && typeof body !== "function") checkBody(rest.length > 1 ? body : rest[0]);
  const child = hasOptions ? childOf(checkTaskOptions(rest[0] as TaskOptions)) : patientChild;
  const siblings = childrenOf(scheduler, checkDestination(supervisor));
  siblings.checkRoom(scheduler);

  let ref: Ref | undefined;
  const pid = spawnTask(scheduler, body as Body, args, workerLineage(scheduler), (value) => deliverReply(scheduler, ref as Ref, value));
  try {
    siblings.adopt(scheduler, pid, child);
    ref = newRef(scheduler, scheduler.core.monitor(scheduler.current, slotOfPid(pid), ALIAS_DEMONITOR));
    if (isLinked) link(scheduler, pid);
  } catch (error) {
    if (ref !== undefined) demonitor(scheduler, ref, true);
    kill(scheduler, slotOfPid(pid));
    throw error;
  }
  return new StartedTask(pid, ref, currentPid(scheduler));
}

class StartedTask implements SupervisedTask {
  readonly pid: Pid;
  readonly ref: Ref;
  readonly owner: Pid;

  constructor(pid: Pid, ref: Ref, owner: Pid) {
    this.pid = pid;
    this.ref = ref;
    this.owner = owner;
  }

  [Symbol.iterator](): Iterator<Suspension, Task, unknown> {
    return { next: () => done(this.#plain()) };
  }

  get then(): PromiseLike<Task>["then"] {
    return thenOf(this, () => Promise.resolve(this.#plain()));
  }

  /** Without a `then`, or whoever awaits would await what he got. */
  #plain(): Task {
    const { pid, ref, owner } = this;
    return { pid, ref, owner };
  }
}

function streamUnder(supervisor: Destination, items: Iterable<unknown> | AsyncIterable<unknown>, body: Body, options: StreamOptions, isLinked: boolean): TaskStream<unknown> {
  checkIsObject(options);
  const { shutdown, ...streamOptions } = options;
  const child = shutdown === undefined ? patientChild : childOf(checkShutdown({ shutdown }));
  return streamOf(items, body, streamOptions, { supervisor: checkDestination(supervisor), child, isLinked });
}

const patientChild: Child = childOf(SHUTDOWN_MS);

/** What the supervisor knows of a task that it never starts itself. */
function childOf(shutdown: number | "brutalKill"): Child {
  return { start: () => undefined, restart: "temporary", shutdown, type: "worker" };
}

function checkTaskOptions(options: TaskOptions): number | "brutalKill" {
  checkKeys(options, ["shutdown"]);
  return checkShutdown(options);
}

function checkShutdown({ shutdown = SHUTDOWN_MS }: TaskOptions): number | "brutalKill" {
  return shutdown === "brutalKill" ? shutdown : checkDuration(shutdown, "shutdown");
}

function checkBody(body: unknown): void {
  checkFunction(body, "a function as the body of a task");
}
