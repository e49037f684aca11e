// One scheduler: the core, and the values that stand behind its integers, in arrays indexed by slot. Everything that
// happens to one process happens in other files; they all act on this.

import { OUT_OF_MEMORY, PROCESSES } from "../bindings/core.ts";
import type { Core } from "../bindings/core.ts";
import type { Clock, Logger } from "../bindings/host.ts";
import type { AsyncBody } from "./async-body.ts";
import { NotAProcessError, SystemLimitError } from "./errors.ts";
import type { Name } from "./errors.ts";
import type { Lineage } from "./lineage.ts";
import type { LongTurns } from "./long-turn.ts";
import type { ServerName } from "./names.ts";
import type { Notes } from "./notes.ts";
import { Pid, homeOfPid, homeOfRef } from "./pid.ts";
import type { AnyPid, Home, Ref } from "./pid.ts";

/** What a process does: a generator function, an async function or a plain one. */
export type Body = (...args: never[]) => unknown;

/** What a turn resumes: a body that has not begun, or something to be asked for the next step. */
export type Resumable = Body | Steps;

/** A generator, or what stands for an async body: asked for the next step in each turn. */
export interface Steps {
  next(): IteratorResult<unknown, unknown>;
  throw?(error: unknown): IteratorResult<unknown, unknown>;
  return?(value?: unknown): IteratorResult<unknown, unknown>;
}

/** A process that waits for what comes through a relation. */
export interface Waiting {
  /** A monitor of whom it waits for. */
  readonly ref: Ref | undefined;
  /** Where it gets what is handed to it. */
  answer: unknown;
}

export interface Scheduler extends Home {
  readonly core: Core;

  // Indexed by the slot of a process. The first two are replaced by longer ones (room.ts).
  pids: (Pid | undefined)[];
  bodies: (Resumable | undefined)[];
  /** What a process gets past its mailbox: its arguments, or the message that it waited for (handed.ts). */
  readonly handed: unknown[];
  /** Who waits for a reply, in a call or for a start. Its entries come with the first call of a process in the slot, and stay. */
  readonly waits: (Waiting | undefined)[];
  /** What few processes have: a name, a label, a limit … (notes.ts). */
  readonly notes: Map<number, Notes>;

  // Indexed by the slot of a message, the index of a relation, the index of a timer.
  readonly messages: unknown[];
  readonly refs: (Ref | undefined)[];
  /** What a timer does when it is over: sends its message. */
  readonly sends: ((() => void) | undefined)[];

  readonly names: Map<Name, AnyPid>;
  /** Names by which a monitor was asked for, by relation: what its DOWN shows as `object`. */
  readonly monitoredNames: Map<number, ServerName>;
  /** Ends the relations of a process that has ended; given with the first relation. */
  endRelations: ((scheduler: Scheduler, slot: number, pid: Pid, reason: unknown) => void) | undefined;
  /** Send what expired timers had to send, and stop those to a process that has ended; given with the first timer. */
  fireTimers: ((scheduler: Scheduler) => void) | undefined;
  stopTimers: ((scheduler: Scheduler, slot: number) => void) | undefined;

  readonly clock: Clock;
  /** Nobody when it is silent. */
  readonly logger: Logger | undefined;
  /** Reading of the clock when the scheduler was made; the core's time begins there. Moved when the clock is set back. */
  epoch: number;
  /** The last reading of the clock. */
  reading: number;
  /** When the burst began. */
  readAt: number;
  readonly longTurns: LongTurns;
  /** Of what nobody has spawned, and of what has ended. */
  hostLineage: Lineage;
  /** Of what was spawned last by a process. */
  spawned: Lineage;
  /** Stands for host code where a signal needs a sender. */
  hostPid: Pid;

  /** Slot of the process whose turn it is, or 0. */
  current: number;
  /** True while the running code may `await`: an async body, or the first call of a body that may turn out to be one. */
  mayAwait: boolean;
  /** The async body whose code runs; while `mayAwait`, made when its first operation is. */
  asyncBody: AsyncBody | undefined;
  /** True while a slice runs: what becomes runnable needs no wake-up. */
  isRunning: boolean;
  /** Refuses a use by anyone but its own processes; given by `stop`. */
  refuse: (() => never) | undefined;
  /** Refs made by `makeRef` so far. */
  plainRefs: number;
  /** Makes sure that a slice will run soon. */
  wakeUp: () => void;
}

/** The scheduler of the running process, or undefined in host code. Set for as long as a process's code runs. */
export let active: Scheduler | undefined;

export function setActive(scheduler: Scheduler | undefined): void {
  active = scheduler;
}

/** Returns the scheduler of the calling process. @throws {@link NotAProcessError} in host code. */
export function callingScheduler(operation: string): Scheduler {
  if (active === undefined) throw new NotAProcessError(operation);
  return active;
}

/** Returns the pid of the calling process. @throws {@link NotAProcessError} in host code. */
export function callingPid(operation: string): Pid {
  return currentPid(callingScheduler(operation));
}

/** Returns the scheduler where a pid's process lives. @throws TypeError inside a process of another runtime. */
export function schedulerOfPid(pid: AnyPid): Scheduler {
  const home = homeOfPid(pid) as Scheduler;
  if (active !== undefined && active !== home) throw foreign(active, pid);
  return home;
}

/** As {@link schedulerOfPid}, for the process that made a ref. */
export function schedulerOfRef(ref: Ref): Scheduler {
  const home = homeOfRef(ref) as Scheduler;
  if (active !== undefined && active !== home) throw foreign(active, ref);
  return home;
}

/** The pid of the process in a slot that is in use. */
export function pidAt(scheduler: Scheduler, slot: number): Pid {
  return scheduler.pids[slot] ?? scheduler.hostPid;
}

/** The pid of the process whose turn it is, or the host's. */
export function currentPid(scheduler: Scheduler): Pid {
  return pidAt(scheduler, scheduler.current);
}

/** Returns what the failure code of a core function means, to be thrown. Nothing has changed. */
export function limitError(scheduler: Scheduler, code: number): SystemLimitError {
  return code === OUT_OF_MEMORY
    ? new SystemLimitError("memory", scheduler.core.memoryLimit())
    : new SystemLimitError("processes", scheduler.core.count(PROCESSES));
}

/** @throws RuntimeStoppedError once `stop` was called. The processes that are being stopped may finish. */
export function checkNotStopped(scheduler: Scheduler): void {
  if (active !== scheduler) scheduler.refuse?.();
}

/** Milliseconds since the scheduler was made. A clock that was set back goes on from where it was when it was last read. */
export function now(scheduler: Scheduler): number {
  const reading = scheduler.clock.now();
  if (reading < scheduler.reading) scheduler.epoch -= scheduler.reading - reading;
  scheduler.reading = reading;
  return reading - scheduler.epoch;
}

/** Runs `callback` as host code: no process is calling, whatever the callback does. */
export function asHost<T>(callback: () => T): T {
  const interrupted = active;
  if (interrupted === undefined) return callback();
  const { current } = interrupted;
  active = undefined;
  interrupted.current = 0;
  try {
    return callback();
  } finally {
    active = interrupted;
    interrupted.current = current;
  }
}

/** The runtime that host code belongs to while `inRuntime` runs it; undefined for any other host code. */
export let hostRuntime: Scheduler | undefined;

/** Runs `callback` as code that belongs to a runtime: what it asks for is looked for there. The calling process stays, if it is one of that runtime; else it is host code. */
export function inRuntime<T>(scheduler: Scheduler, callback: () => T): T {
  if (active === scheduler && scheduler.current !== 0) return callback();
  const before = hostRuntime;
  hostRuntime = scheduler;
  try {
    return asHost(callback);
  } finally {
    hostRuntime = before;
  }
}

/** Writes a report. A logger that throws changes nothing for the processes. */
export function log(scheduler: Scheduler, level: keyof Logger, message: string): void {
  asHost(() => {
    try {
      scheduler.logger?.[level](message);
    } catch {
      // A report that cannot be written has nowhere else to go.
    }
  });
}

function foreign(caller: Scheduler, identity: AnyPid | Ref): TypeError {
  return new TypeError(`expected a process of the runtime of the caller ${String(currentPid(caller))}, got ${identity.toString()} of another`);
}
