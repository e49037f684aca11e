// After the end of an async body: what its code finds that still runs.
//
// An exit signal rejects what the function awaits, so its `catch` and `finally` run, when the process has ended. They know
// who they were and may send, as host code does, and cannot block: what they await is never over, and what follows never
// runs. Else a function that catches everything and then awaits the next message would go round for ever, and the host with it.

import { queueMicrotask } from "../bindings/host-tasks.ts";
import type { ExitError } from "./errors.ts";
import { NotAProcessError } from "./errors.ts";
import type { Pid } from "./pid.ts";
import { active, log, setActive } from "./scheduler.ts";
import type { Scheduler } from "./scheduler.ts";

/** A process that has ended before its async function. */
export interface Ended {
  readonly scheduler: Scheduler;
  readonly pid: Pid;
  /** What its code is told at the next thing that it asks for; undefined once it knows. */
  untold: ExitError | undefined;
  isTold: boolean;
  hasBlocked: boolean;
}

/** Whose code runs, while it is that of a process that has ended. */
let ended: Ended | undefined;

/** Stands for the scheduler in code that goes on after an await, not knowing yet that its process has ended. */
const unaware = new Proxy({}, {
  get(_, key): false {
    if (key === "mayAwait") return false;
    const error = ended?.untold;
    if (ended !== undefined) ended.untold = undefined;
    setActive(undefined);
    throw error;
  },
}) as Scheduler;

/** Rejects what the function awaits, and knows its code in the jobs that this brings. */
export function tellEnded(who: Ended, error: ExitError, rejections: readonly ((error: unknown) => unknown)[]): void {
  who.isTold ||= rejections.length > 0;
  queueMicrotask(() => void (ended = who));
  for (const reject of rejections) reject(error);
  queueMicrotask(() => void (ended = undefined));
}

/** The code after an await runs, until `leaveEnded`: it cannot be stopped, and the first thing that it asks of us throws. */
export function enterUnaware(who: Ended, error: ExitError): void {
  who.untold = error;
  ended = who;
  setActive(unaware);
}

export function leaveEnded(): void {
  ended = undefined;
}

/** The `then` of an operation in code of a process that has ended; else undefined. */
export function thenOfEnded(): PromiseLike<never>["then"] | undefined {
  const who = ended;
  if (who === undefined) return undefined;
  return (_, onRejected) =>
    new Promise((__, reject) => {
      const { untold, scheduler, pid } = who;
      who.untold = undefined;
      if (untold !== undefined) return tellEnded(who, untold, [onRejected ?? reject]);
      if (!who.hasBlocked) log(scheduler, "warn", `Process ${String(pid)} blocked while it was being closed; the rest of its cleanup was dropped`);
      who.hasBlocked = true;
    });
}

/** The process that has ended whose code runs, in what is host code else. @throws NotAProcessError */
export function pidOfEnded(operation: string): Pid {
  if (ended === undefined) throw new NotAProcessError(operation);
  return ended.pid;
}

/** @throws NotAProcessError in code that is no process's, not even that of one that has ended. */
export function checkCalling(operation: string): void {
  if (active === undefined) pidOfEnded(operation);
}
