// The waits for tasks: what their owner does at an `await`, a `yield`, a `shutdown`. Each is the body of an operation of task.ts.

import { NONE } from "../../../bindings/core.ts";
import { CallTimeoutError, ServerExitedError } from "../../errors.ts";
import type { Suspension } from "../../operation.ts";
import { generationOfRef, indexOfRef } from "../../pid.ts";
import type { Pid, Ref } from "../../pid.ts";
import { exit as sendExit } from "../../process.ts";
import { demonitor, unlink } from "../../relations.ts";
import { now } from "../../scheduler.ts";
import type { Scheduler } from "../../scheduler.ts";
import { isThere, monitorChild } from "../supervisor/ending.ts";
import type { Task, YieldManyOptions } from "../task.ts";
import { ResultOfAny, ResultOfOne, takeResult } from "./result.ts";
import type { TaskResult } from "./result.ts";

/** Waits for the result of a task. @throws ServerExitedError, CallTimeoutError */
export function* awaiting<T>(scheduler: Scheduler, task: Task<T>, timeout: number): Generator<Suspension, T, unknown> {
  const result = yield* waitingFor(scheduler, task, timeout);
  if (result?.ok === true) return result.value;
  if (result !== undefined) throw new ServerExitedError(task.pid, result.reason);
  demonitor(scheduler, task.ref, true);
  throw new CallTimeoutError(task.pid, task, timeout);
}

/** Waits for the results of all. At the first that fails, and when time is over, none of the others will come. @throws ServerExitedError, CallTimeoutError */
export function* awaitingMany(scheduler: Scheduler, tasks: readonly Task[], timeout: number): Generator<Suspension, unknown[], unknown> {
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

/** Waits for results until all are there, so many as `limit` says, or time is over. */
export function* yieldingMany<T>(scheduler: Scheduler, tasks: readonly Task<T>[], options: Required<YieldManyOptions>): Generator<Suspension, [Task<T>, TaskResult<T> | undefined][], unknown> {
  const pending = byRef(tasks);
  const deadline = now(scheduler) + options.timeout;
  const results = new Map<Ref, TaskResult<T> | undefined>();
  while (pending.size > 0 && results.size < options.limit) {
    const arrival = yield* new ResultOfAny(scheduler, pending, deadline);
    if (arrival === undefined) {
      for (const task of pending.values()) {
        if (options.onTimeout === "ignore") results.set(task.ref, ignoreTask(scheduler, task));
        if (options.onTimeout === "killTask") results.set(task.ref, yield* shuttingDown(scheduler, task, "brutalKill"));
      }
      break;
    }
    pending.delete(arrival.ref);
    demonitor(scheduler, arrival.ref, true);
    results.set(arrival.ref, arrival.result as TaskResult<T>);
  }
  return tasks.map((task) => [task, results.get(task.ref)]);
}

/** Tells a task to end, and kills it after a time. Gives its result, unless it ended as it was told. */
export function* shuttingDown<T>(scheduler: Scheduler, task: Task<T>, timeout: number | "brutalKill"): Generator<Suspension, TaskResult<T> | undefined, unknown> {
  const { pid, ref } = task;
  if (pid === undefined) return ignoreTask(scheduler, task);
  // A task that was given up, by an await without time left or by ignore, is waited for as well.
  const ownRef = isWatched(scheduler, ref) || !isThere(scheduler, pid) ? undefined : monitorChild(scheduler, pid);
  let hasEnded = false;
  try {
    const result = yield* ending<T>(scheduler, pid, ownRef ?? ref, timeout);
    hasEnded = true;
    return result;
  } finally {
    if (ownRef !== undefined && !hasEnded) demonitor(scheduler, ownRef, true); // who waited was closed
  }
}

function* ending<T>(scheduler: Scheduler, pid: Pid, ref: Ref, timeout: number | "brutalKill"): Generator<Suspension, TaskResult<T> | undefined, unknown> {
  unlink(scheduler, pid);
  let asked = timeout === "brutalKill" ? "killed" : "shutdown";
  sendExit(pid, timeout === "brutalKill" ? "kill" : "shutdown");

  let result = yield* waitingForEnd<T>(scheduler, ref, timeout === "brutalKill" ? Infinity : timeout);
  if (result === undefined) {
    asked = "shutdown"; // a task that had to be killed did not end as asked
    sendExit(pid, "kill");
    result = yield* waitingForEnd<T>(scheduler, ref, Infinity);
  }
  return result?.ok === false && result.reason === asked ? undefined : result;
}

/** The result of a task that was told to end, with its reply taken even when that comes alone; `"noproc"` when nothing is left to come. */
function* waitingForEnd<T>(scheduler: Scheduler, ref: Ref, ms: number): Generator<Suspension, TaskResult<T> | undefined, unknown> {
  const mayCome = isWatched(scheduler, ref);
  const result = yield* new ResultOfOne<T>(scheduler, ref, mayCome ? ms : 0);
  return result ?? (mayCome ? undefined : { ok: false, reason: "noproc" });
}

/** Whether the monitor of a task is still there: neither its end nor anybody has ended it. */
function isWatched({ core }: Scheduler, ref: Ref): boolean {
  return core.relationOwner(indexOfRef(ref), generationOfRef(ref)) !== NONE;
}

/** Ends the link and the monitor of a task, and takes the result that has come already. */
export function ignoreTask<T>(scheduler: Scheduler, task: Task<T>): TaskResult<T> | undefined {
  if (task.pid !== undefined) unlink(scheduler, task.pid);
  const result = takeResult(scheduler, task.ref) as TaskResult<T> | undefined;
  demonitor(scheduler, task.ref, false);
  return result;
}

/** Waits for the result of a task; undefined when there is none in time. */
export function waitingFor<T>(scheduler: Scheduler, task: Task<T>, ms: number): ResultOfOne<T> {
  return new ResultOfOne(scheduler, task.ref, ms);
}

function demonitorAll(scheduler: Scheduler, refs: Iterable<Ref>): void {
  for (const ref of refs) demonitor(scheduler, ref, true);
}

function byRef<T>(tasks: readonly Task<T>[]): Map<Ref, Task<T>> {
  return new Map(tasks.map((task) => [task.ref, task]));
}
