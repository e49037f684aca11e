// Sending, wherever the receiver is found: by its pid, by an alias, by a name.

import { copy } from "./copy.ts";
import { deliver, deliverTo, deliverToAlias } from "./deliver.ts";
import { NoProcessError } from "./errors.ts";
import { inspect } from "./inspect.ts";
import { checkName, whereis } from "./names.ts";
import type { ServerName } from "./names.ts";
import { RefKind, generationOfPid, isPid, isRef, kindOfRef, slotOfPid } from "./pid.ts";
import type { AnyPid, Ref } from "./pid.ts";
import { checkNotStopped, schedulerOfPid, schedulerOfRef } from "./scheduler.ts";
import type { Scheduler } from "./scheduler.ts";
import { isVia } from "./via.ts";

/** Sends a copy of `message`. `scheduler()` says whose names count. */
export function sendFrom(scheduler: () => Scheduler, destination: AnyPid | Ref | ServerName, message: unknown): void {
  if (isPid(destination)) {
    const home = schedulerOfPid(destination);
    deliver(home, slotOfPid(destination), generationOfPid(destination), copy(message));
  } else if (isRef(destination)) {
    sendToAlias(destination, message);
  } else {
    sendToName(scheduler(), destination, message);
  }
}

function sendToAlias(alias: Ref, message: unknown): void {
  const home = schedulerOfRef(alias);
  const copied = copy(message);
  if (kindOfRef(alias) === RefKind.relation) deliverToAlias(home, alias, copied);
  else checkNotStopped(home);
}

function sendToName(scheduler: Scheduler, name: unknown, message: unknown): void {
  if (typeof name !== "string" && typeof name !== "symbol" && !isVia(name)) throw new TypeError(`expected a pid, an alias or a registered name as destination, got ${inspect(name)}`);
  const copied = copy(message);
  checkNotStopped(scheduler);
  const pid = isVia(name) ? whereis(scheduler, name) : scheduler.names.get(checkName(name));
  if (pid === undefined) throw new NoProcessError(name);
  deliverTo(scheduler, pid, copied);
}
