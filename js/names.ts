// Registered names of one runtime.

import { AlreadyRegisteredError, NoProcessError } from "./errors.ts";
import type { Name } from "./errors.ts";
import { inspect } from "./inspect.ts";
import { noteOn } from "./notes.ts";
import { slotOfPid } from "./pid.ts";
import type { AnyPid, Pid } from "./pid.ts";
import { isAlive } from "./relations.ts";
import type { Scheduler } from "./scheduler.ts";

/** Returns a name if it is one. @throws TypeError */
export function checkName(name: unknown): Name {
  if (typeof name === "symbol" || (typeof name === "string" && name !== "")) return name;
  throw new TypeError(`expected a symbol or a string that is not empty as a name, got ${inspect(name)}`);
}

/** Registers a live process under a free name; a process has at most one. @throws AlreadyRegisteredError, NoProcessError, TypeError */
export function register(scheduler: Scheduler, pid: AnyPid, name: Name): void {
  checkName(name);
  const holder = scheduler.names.get(name);
  if (holder !== undefined && isAlive(scheduler, holder)) throw new AlreadyRegisteredError(name, holder as Pid);
  if (!isAlive(scheduler, pid)) throw new NoProcessError(pid);
  const notes = noteOn(scheduler, slotOfPid(pid));
  if (notes.registeredName !== undefined) throw new AlreadyRegisteredError(notes.registeredName, pid as Pid);
  if (holder !== undefined) noteOn(scheduler, slotOfPid(holder)).registeredName = undefined;
  notes.registeredName = name;
  scheduler.names.set(name, pid);
}

/** Frees a name. @throws NoProcessError when nobody has it. */
export function unregister(scheduler: Scheduler, name: Name): void {
  const pid = scheduler.names.get(checkName(name));
  if (pid === undefined) throw new NoProcessError(name);
  scheduler.names.delete(name);
  noteOn(scheduler, slotOfPid(pid)).registeredName = undefined;
}

/** The live process that has a name. One that was told to end has it no more. */
export function whereis(scheduler: Scheduler, name: Name): Pid | undefined {
  const pid = scheduler.names.get(checkName(name));
  return pid !== undefined && isAlive(scheduler, pid) ? (pid as Pid) : undefined;
}
