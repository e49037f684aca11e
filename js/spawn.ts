// The birth of a process: a slot of the core, a pid, a body that its first turn will begin.

import { PRIORITY_NORMAL } from "../bindings/core.ts";
import { ExitError } from "./errors.ts";
import { handTo } from "./handed.ts";
import { inspect } from "./inspect.ts";
import { lineageOfSpawned } from "./lineage.ts";
import { noteBody } from "./long-turn.ts";
import { noteOn } from "./notes.ts";
import { Pid, slotOfPid } from "./pid.ts";
import type { AnyPid, Ref } from "./pid.ts";
import { isError } from "./reason.ts";
import { link, monitor } from "./relations.ts";
import { makeEntries } from "./room.ts";
import { checkNotStopped, limitError } from "./scheduler.ts";
import type { Body, Scheduler } from "./scheduler.ts";
import { condemn } from "./signals.ts";

const NO_ARGS: readonly never[] = [];

/** Spawns a process, runnable at once, and returns its pid. @throws TypeError, RuntimeStoppedError, SystemLimitError */
export function spawnProcess(scheduler: Scheduler, body: Body, args: readonly unknown[] = NO_ARGS, priority: number = PRIORITY_NORMAL): Pid {
  if (typeof body !== "function") throw new TypeError(`expected a function as the body of a process, got ${inspect(body)}`);
  checkNotStopped(scheduler);
  const slot = scheduler.core.spawn(priority);
  if (slot < 0) throw limitError(scheduler, slot);
  const pid = new Pid(lineageOfSpawned(scheduler), slot, scheduler.core.generation(slot));
  makeEntries(scheduler, slot);
  scheduler.pids[slot] = pid;
  scheduler.bodies[slot] = body;
  if (args.length > 0) handTo(scheduler, slot, args);
  noteBody(body);
  if (!scheduler.isRunning) scheduler.wakeUp();
  return pid;
}

/** Spawns a process linked with the current one. */
export function spawnLinked(scheduler: Scheduler, body: Body, args: readonly unknown[], priority?: number): Pid {
  const pid = spawnProcess(scheduler, body, args, priority);
  undoIfThrown(scheduler, pid, () => link(scheduler, pid));
  return pid;
}

/** Spawns a process that the current one monitors. */
export function spawnMonitored(scheduler: Scheduler, body: Body, args: readonly unknown[], priority?: number): [Pid, Ref] {
  const pid = spawnProcess(scheduler, body, args, priority);
  return [pid, undoIfThrown(scheduler, pid, () => monitor(scheduler, pid, undefined, undefined))];
}

/** Does what belongs to a spawn; when that fails, the new process never begins. */
export function undoIfThrown<T>(scheduler: Scheduler, pid: AnyPid, action: () => T): T {
  try {
    return action();
  } catch (error) {
    condemn(scheduler, slotOfPid(pid), { reason: "killed", closesBody: false });
    throw error;
  }
}

/** Spawns a process whose end settles the promise: with the value its body returns, or with why it ended. */
export function runProcess(scheduler: Scheduler, body: Body, args: readonly unknown[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const pid = spawnProcess(scheduler, body, args);
    noteOn(scheduler, slotOfPid(pid)).onExit = (end) => {
      if ("value" in end) resolve(end.value);
      else if (end.reason === "normal") resolve(undefined);
      else reject(isError(end.reason) ? end.reason : new ExitError(end.reason));
    };
  });
}
