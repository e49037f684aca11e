// Names of servers: what may stand where a name is taken, and how it leads to a process.

import type { Name } from "../errors.ts";
import { inspect } from "../inspect.ts";
import { checkName, register as registerLocally, unregister as unregisterLocally, whereis as whereisLocally } from "../names.ts";
import { isPid } from "../pid.ts";
import type { AnyPid, Pid } from "../pid.ts";
import { isAlive } from "../relations.ts";
import { callingOrDefault } from "../runtime.ts";
import { checkNotStopped, schedulerOfPid } from "../scheduler.ts";
import type { Scheduler } from "../scheduler.ts";

/** A name that somebody else than the runtime keeps: `via(Registry, …)`. What a module must offer to be named in `:via`. */
export interface Via {
  /** Returns the live process that has the name, or `undefined`. */
  whereis(): AnyPid | undefined;
  /** Gives the name to the calling process. @throws `AlreadyRegisteredError` when another has it. */
  register(pid: AnyPid): void;
  /** Takes the name away from the calling process, if it has it. */
  unregister(pid: AnyPid): void;
}

/** What a server may be registered under. */
export type ServerName = Name | Via;

/** What a server may be addressed by. */
export type Destination = AnyPid | ServerName;

/** Returns a destination if it is one. @throws TypeError */
export function checkDestination(destination: unknown): Destination {
  if (isPid(destination) || isVia(destination)) return destination;
  if (typeof destination === "string" || typeof destination === "symbol") return checkName(destination);
  throw new TypeError(`expected a pid or a name as the server, got ${inspect(destination)}`);
}

/** Returns a name if it is one. @throws TypeError */
export function checkServerName(name: unknown): ServerName {
  return isVia(name) ? name : checkName(name);
}

/** The runtime whose process a destination means: the one of its pid, else the caller's, else the default one. @throws RuntimeStoppedError, TypeError */
export function homeOf(destination: Destination): Scheduler {
  const scheduler = isPid(destination) ? schedulerOfPid(destination) : callingOrDefault();
  checkNotStopped(scheduler);
  return scheduler;
}

/** The live process that a destination means, or undefined. */
export function resolve(scheduler: Scheduler, destination: Destination): Pid | undefined {
  if (isPid(destination)) return isAlive(scheduler, destination) ? destination : undefined;
  if (typeof destination === "string" || typeof destination === "symbol") return whereisLocally(scheduler, destination);
  const pid = (destination as Via).whereis();
  return pid !== undefined && isAlive(scheduler, pid) ? (pid as Pid) : undefined;
}

/** Registers the current process. @throws AlreadyRegisteredError */
export function register(scheduler: Scheduler, pid: AnyPid, name: ServerName): void {
  if (isVia(name)) name.register(pid);
  else registerLocally(scheduler, pid, name);
}

/** Frees the name of the current process, if it still has it. */
export function unregister(scheduler: Scheduler, pid: AnyPid, name: ServerName): void {
  if (isVia(name)) name.unregister(pid);
  else if (whereisLocally(scheduler, name) === pid) unregisterLocally(scheduler, name);
}

function isVia(name: unknown): name is Via {
  return (
    typeof name === "object" && name !== null &&
    "whereis" in name && typeof name.whereis === "function" &&
    "register" in name && typeof name.register === "function" &&
    "unregister" in name && typeof name.unregister === "function"
  );
}
