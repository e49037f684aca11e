// The beamlet half of the trace: runs one scenario in a runtime of its own and gives its events in the normal form of trace.exs.

import {
  BeamletError, exit, isDown, isPid, isRef, Process, receive, self, send, spawn, spawnMonitor, timeout,
  type Pid, type Ref, type RuntimeOptions,
} from "../../js/index.ts";
import { createTestRuntime } from "../../js/testing/index.ts";

export type Log = (event: unknown) => void;

/** What a scenario does. `log` is compared with Elixir; `ours` records what only beamlet does, on purpose. */
export type Body = (log: Log, ours: Log) => Generator<unknown, void, unknown>;

/** A scenario that differs on purpose: `why` names the decision, `ours` lists the events that Elixir does not have. */
export interface Differing {
  readonly why: string;
  readonly ours: readonly unknown[];
  readonly body: Body;
}

/** The scenarios of one file, by the sentence that its twin in the script of the same name bears. */
export type Group = Readonly<Record<string, Body | Differing>>;

export type Schedule = Pick<RuntimeOptions, "reductions" | "seed">;

export interface Trace {
  readonly events: readonly unknown[];
  readonly ours: readonly unknown[];
}

/** Runs a scenario in a runtime of its own, whose time passes only at rest: a pause of the machine changes nothing. Its trace is the same whatever the schedule. */
export async function trace(body: Body, schedule: Schedule): Promise<Trace> {
  const runtime = createTestRuntime({ logger: false, ...schedule });
  const events: unknown[] = [];
  const ours: unknown[] = [];

  const run = runtime.run(function* () {
    const [, ref] = spawnMonitor(body, (event: unknown) => events.push(event), (event: unknown) => ours.push(event));
    const down = yield* receive((message) => isDown(message, ref), { after: 5000 });
    events.push(down === timeout ? "hung" : ["ended", down.reason]);
    for (const pid of Process.list()) if (pid !== self()) Process.exit(pid, "kill");
  });
  await runtime.runUntilIdle();
  await run;

  const names = new Map<unknown, string>();
  const normal = { events: events.map((event) => normalise(event, names)), ours };
  await runtime.stop();
  return normal;
}

// What the scenarios share. trace.exs has the same functions.

/** A process that waits until it is told how to end. */
export function waiting(): Pid {
  return spawn(untilFinished);
}

export function* untilFinished() {
  const [, reason] = yield* receive(tagged("finish"));
  exit(reason);
}

export function finish(target: Pid | string, reason: unknown): void {
  send(target, ["finish", reason]);
}

/** The pid of a process that has ended. */
export function* dead() {
  const [pid, ref] = spawnMonitor(() => "ok");
  yield* reasonOf(ref);
  return pid;
}

/** Monitors a process. The monitor is there when the call returns; the twin in trace.exs has to see to that. */
export function watch(pid: Pid): Ref {
  return Process.monitor(pid);
}

/** Waits for the DOWN of a monitor. */
export function* reasonOf(ref: Ref) {
  const down = yield* receive((message) => isDown(message, ref));
  return down.reason;
}

/** Every message that is there now, oldest first. */
export function* drain() {
  const messages: unknown[] = [];
  for (;;) {
    const message: unknown = yield* receive({ after: 0 });
    if (message === timeout) return messages;
    messages.push(message);
  }
}

/** Waits until `count` messages are in the caller's mailbox, and takes none. */
export function* queued(count: number) {
  while ((Process.info(self())?.messageQueueLength ?? 0) < count) yield* Process.sleep(1);
}

export function attempt(act: () => unknown): unknown {
  try {
    return ["returned", act()];
  } catch {
    return "raised";
  }
}

/** A match for one value. */
export function is<T>(value: T): (message: unknown) => message is T {
  return (message): message is T => message === value;
}

/** A match for arrays that begin with `tag`, which stand for Elixir's tagged tuples. */
export function tagged(tag: string): (message: unknown) => message is [string, unknown] {
  return (message): message is [string, unknown] => Array.isArray(message) && message[0] === tag;
}

/** A match for arrays that begin with `tag` and carry a pid. */
export function taggedPid(tag: string): (message: unknown) => message is [string, Pid] {
  return (message): message is [string, Pid] => Array.isArray(message) && message[0] === tag && isPid(message[1]);
}

/** Sleeps until a signal ends the process. */
export function* forever() {
  yield* Process.sleep(Infinity);
}

export function linksOf(pid: Pid): readonly Pid[] {
  return Process.info(pid)?.links ?? [];
}

export function isOnly(pids: readonly Pid[], pid: Pid): boolean {
  return pids.length === 1 && pids[0] === pid;
}

// Normal form: pids and references are named in order of appearance, objects are walked in the order of their keys.

function normalise(value: unknown, names: Map<unknown, string>): unknown {
  if (isPid(value)) return nameOf("pid", value, names);
  if (isRef(value)) return nameOf("ref", value, names);
  if (value === timeout) return "timeout";
  if (value === undefined || value === null) return null;
  if (value instanceof BeamletError) return { error: value.code };
  if (value instanceof Error) return { error: value.message };
  if (Array.isArray(value)) return value.map((item) => normalise(item, names));
  if (typeof value !== "object") return value;

  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, normalise(item, names)]));
}

function nameOf(prefix: string, identity: unknown, names: Map<unknown, string>): string {
  const known = names.get(identity);
  if (known !== undefined) return known;

  const name = `${prefix}${[...names.values()].filter((taken) => taken.startsWith(prefix)).length + 1}`;
  names.set(identity, name);
  return name;
}
