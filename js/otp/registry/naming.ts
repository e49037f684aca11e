// What `via` asks a registry: a unique key is a name.

import { NoProcessError } from "../../errors.ts";
import type { Name } from "../../errors.ts";
import { check } from "../../options.ts";
import { isPid } from "../../pid.ts";
import type { AnyPid, Pid } from "../../pid.ts";
import { isAlive } from "../../relations.ts";
import { schedulerOfPid } from "../../scheduler.ts";
import { canonical } from "../key.ts";
import type { Key } from "../key.ts";
import { enter, leave } from "./registering.ts";
import { findRegistry, registryOf, uniqueOnly } from "./server.ts";

/**
 * Returns the live process that has a unique key, or `undefined`, also when there is no such registry: what `via` asks.
 *
 * @throws TypeError when keys are not unique.
 */
export function whereisName(registry: Name, key: Key, _value?: unknown): Pid | undefined {
  const id = canonical(key);
  const found = findRegistry(registry);
  if (found === undefined) return undefined;
  const holder = uniqueOnly(found, "via").table.holder(id);
  return holder !== undefined && isAlive(found.scheduler, holder.pid) ? holder.pid : undefined;
}

/** Registers a process under a unique key, as `via` asks. The value is the one that the via was made with. @throws what `Registry.register` throws. */
export function registerName(pid: AnyPid, registry: Name, key: Key, value?: unknown): void {
  check(isPid(pid), "a pid", pid);
  const home = schedulerOfPid(pid);
  const found = uniqueOnly(registryOf(registry), "via");
  if (home !== found.scheduler || !isAlive(found.scheduler, pid)) throw new NoProcessError(pid);
  enter(found, pid as Pid, key, value);
}

/** Frees a unique key, whoever has it, as `via` asks. */
export function unregisterName(registry: Name, key: Key, _value?: unknown): void {
  const holder = whereisName(registry, key);
  if (holder !== undefined) leave(registryOf(registry), holder, key);
}
