// Destinations: what a server may be addressed by, and where that leads.

import { checkName, unregister, whereis } from "../names.ts";
import type { ServerName } from "../names.ts";
import { wrongType } from "../options.ts";
import { isPid } from "../pid.ts";
import type { AnyPid, Pid } from "../pid.ts";
import { isAlive } from "../relations.ts";
import { callingOrDefault } from "../runtime.ts";
import { checkNotStopped, schedulerOfPid } from "../scheduler.ts";
import type { Scheduler } from "../scheduler.ts";
import { isVia } from "../via.ts";

/** What a server may be addressed by. */
export type Destination = AnyPid | ServerName;

/** Returns a destination if it is one. @throws TypeError */
export function checkDestination(destination: unknown): Destination {
  if (isPid(destination) || isVia(destination)) return destination;
  if (typeof destination === "string" || typeof destination === "symbol") return checkName(destination);
  throw wrongType("a pid or a name as the server", destination);
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
  return whereis(scheduler, destination as ServerName);
}

/** Frees the name of a process, if it still has it. */
export function giveUpName(scheduler: Scheduler, pid: AnyPid, name: ServerName): void {
  if (whereis(scheduler, name) === pid) unregister(scheduler, name);
}
