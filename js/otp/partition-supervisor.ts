// PartitionSupervisor: the same child several times, so that one process is no bottleneck; a key says which. Elixir's module of
// that name: a Supervisor inside.
//
// Where a key leads is looked up in the caller's own turn, in what partition-supervisor/partitions.ts keeps.

import { operationOf } from "../async-body.ts";
import { AlreadyStartedError, NoProcessError } from "../errors.ts";
import { inspect } from "../inspect.ts";
import { checkServerName, whereis } from "../names.ts";
import type { ServerName } from "../names.ts";
import type { Operation, Suspension } from "../operation.ts";
import { checkInteger, checkKeys } from "../options.ts";
import type { Pid } from "../pid.ts";
import { callingOrDefault } from "../runtime.ts";
import type { Scheduler } from "../scheduler.ts";
import { runProcess } from "../spawn.ts";
import { checkDestination, homeOf, resolve } from "./destination.ts";
import type { Destination } from "./destination.ts";
import { hashOf } from "./partition-supervisor/hash.ts";
import { partitionSpecs, partitionsOf } from "./partition-supervisor/partitions.ts";
import type { Partitions } from "./partition-supervisor/partitions.ts";
import * as Supervisor from "./supervisor.ts";
import type { ChildCounts } from "./supervisor/answering.ts";
import type { ChildSpec, OwnChildSpec } from "./supervisor/child-spec.ts";
import type { IntensityOptions } from "./supervisor/intensity.ts";
import type { Strategy } from "./supervisor/supervision.ts";
import type { ChildInfo } from "./supervisor/supervisor-server.ts";
import { schedulersOnline } from "./system.ts";

/** Options of `startLink`. */
export interface PartitionSupervisorOptions extends IntensityOptions {
  /** How to start a partition; a function says it for each, by its number from 0. The ids of the specs do not matter. */
  readonly child: ChildSpec | ((partition: number) => ChildSpec);
  /** Registers the supervisor: what `via` finds the partitions by. */
  readonly name: ServerName;
  /** How many there are. Default `System.schedulersOnline()`. */
  readonly partitions?: number;
  /** Who is restarted with a partition that has ended. Default `"oneForOne"`: nobody. */
  readonly strategy?: Strategy;
}

const OPTIONS: readonly (keyof PartitionSupervisorOptions)[] = ["child", "name", "partitions", "strategy", "maxRestarts", "maxSeconds"];

/**
 * Starts a supervisor with as many children of one kind as there are partitions, linked with the caller. Their ids are their
 * numbers, from 0. `via(PartitionSupervisor, name, key)` names the one to which a key belongs: an integer the one of its
 * absolute value modulo the number of partitions, any other key always the same as its equals.
 *
 * @throws TypeError or RangeError at once for options that are none, and what `Supervisor.startLink` throws.
 * @example
 * yield* PartitionSupervisor.startLink({ child: Agent.childSpec(() => 0), name: "counters", partitions: 4 });
 * const counter = via(PartitionSupervisor, "counters", "alice");
 * yield* Agent.update(counter, (n: number) => n + 1);
 * yield* Agent.get(counter, (n) => n); // 1
 * @see https://hexdocs.pm/elixir/PartitionSupervisor.html#start_link/1
 */
export function startLink(options: PartitionSupervisorOptions): Operation<Pid> {
  const { children, supervision } = planOf(options);
  return Supervisor.startLink(children, supervision);
}

/**
 * Returns the number of partitions.
 *
 * @throws {@link NoProcessError} when there is no such supervisor.
 * @see https://hexdocs.pm/elixir/PartitionSupervisor.html#partitions/1
 */
export function partitions(name: Destination): number {
  return found(homeOf(checkDestination(name)), name).count;
}

/**
 * Stops the partitions from number `count` on, or starts those again that were stopped so, up to as many as there were at
 * the start, and returns how many there were before. A key leads to a partition only while that runs.
 *
 * @throws RangeError for less than 0 or more than there were at the start.
 * @throws {@link NoProcessError} when there is no such supervisor, {@link StartError} when a partition does not start.
 * @example
 * yield* PartitionSupervisor.startLink({ child: Agent.childSpec(() => 0), name: "counters", partitions: 4 });
 * yield* PartitionSupervisor.resize("counters", 2); // 4
 * PartitionSupervisor.partitions("counters"); // 2
 * @see https://hexdocs.pm/elixir/PartitionSupervisor.html#resize!/2
 */
export function resize(name: Destination, count: number): Operation<number> {
  checkDestination(name);
  return operationOf("PartitionSupervisor.resize()", (scheduler) => resizing(scheduler, name, count), () => runProcess(homeOf(name), () => resize(name, count), []) as Promise<number>);
}

/**
 * Returns the partitions, each with its number as `id`, the last first. One that was stopped by `resize` has no `child`.
 *
 * @see https://hexdocs.pm/elixir/PartitionSupervisor.html#which_children/1
 */
export function whichChildren(name: Destination): Operation<ChildInfo[]> {
  return Supervisor.whichChildren(name);
}

/** Returns how many partitions there are. @see https://hexdocs.pm/elixir/PartitionSupervisor.html#count_children/1 */
export function countChildren(name: Destination): Operation<ChildCounts> {
  return Supervisor.countChildren(name);
}

/**
 * Ends a partition supervisor with `reason`, after its partitions, and waits until it is gone.
 *
 * @throws as `GenServer.stop` does.
 * @see https://hexdocs.pm/elixir/PartitionSupervisor.html#stop/3
 */
export function stop(name: Destination, reason: unknown = "normal", timeout: number = Infinity): Operation<void> {
  return Supervisor.stop(name, reason, timeout);
}

/** Returns what a supervisor must know of a partition supervisor: `permanent`, with all the time it needs to shut down. Its id is its name. */
export function childSpec(options: PartitionSupervisorOptions): OwnChildSpec {
  const { children, supervision } = planOf(options);
  return Supervisor.childSpec(children, supervision);
}

// ─── What via asks ───────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Returns the process to which a key belongs, or `undefined` when there is no such supervisor.
 *
 * @throws RangeError when the supervisor was resized to no partitions.
 */
export function whereisName(name: ServerName, key: unknown): Pid | undefined {
  const supervisor = whereis(callingOrDefault(), checkServerName(name));
  const table = supervisor === undefined ? undefined : partitionsOf(supervisor);
  if (table === undefined) return undefined;
  if (table.count === 0) throw new RangeError(`expected a supervisor with partitions, got ${inspect(name)}, which was resized to none`);
  return table.pids[indexOf(key, table.count)];
}

/** @throws TypeError: the partitions are named by their supervisor alone. */
export function registerName(_pid: Pid, name: ServerName, key: unknown): void {
  throw notForAll("registered", name, key);
}

/** @throws TypeError as {@link registerName}. */
export function unregisterName(name: ServerName, key: unknown): void {
  throw notForAll("unregistered", name, key);
}

function notForAll(done: string, name: ServerName, key: unknown): TypeError {
  return new TypeError(`expected a name that can be ${done}, got the partition of ${inspect(key)} in ${inspect(name)}, which its supervisor names`);
}

function indexOf(key: unknown, count: number): number {
  if (typeof key === "number" && Number.isInteger(key)) return Math.abs(key) % count;
  if (typeof key === "bigint") return Number((key < 0n ? -key : key) % BigInt(count));
  return hashOf(key) % count;
}

/** The target is set at once, so that of two who resize at the same time the later one wins, and each does what is still to be done. */
function* resizing(scheduler: Scheduler, name: Destination, count: number): Generator<Suspension, number, unknown> {
  const table = found(scheduler, name);
  checkInteger("the number of partitions", count, 0, table.pids.length);
  const before = table.target;
  table.target = count;
  if (count < table.count) table.count = count;
  try {
    for (let partition = before; partition < count; partition++) {
      if (partition < table.target) yield* restarted(name, partition);
    }
    for (let partition = count; partition < before; partition++) {
      if (partition >= table.target) yield* Supervisor.terminateChild(name, partition);
    }
  } catch (error) {
    if (table.target === count) table.target = table.count;
    throw error;
  }
  table.count = table.target;
  return before;
}

function* restarted(name: Destination, partition: number): Generator<Suspension, void, unknown> {
  try {
    yield* Supervisor.restartChild(name, partition);
  } catch (error) {
    if (!(error instanceof AlreadyStartedError)) throw error; // another one resizes too, and was faster
  }
}

/** @throws NoProcessError */
function found(scheduler: Scheduler, name: Destination): Partitions {
  const supervisor = resolve(scheduler, name);
  const table = supervisor === undefined ? undefined : partitionsOf(supervisor);
  if (table === undefined) throw new NoProcessError(name);
  return table;
}

function planOf(options: PartitionSupervisorOptions): { readonly children: readonly ChildSpec[]; readonly supervision: Supervisor.SupervisorOptions } {
  checkKeys(options, OPTIONS);
  const { child, name, partitions: count = schedulersOnline(), strategy = "oneForOne", ...intensity } = options;
  checkInteger("partitions", count, 1, Number.MAX_SAFE_INTEGER);
  checkServerName(name);
  return { children: partitionSpecs(child, count), supervision: { ...intensity, strategy, name } };
}
