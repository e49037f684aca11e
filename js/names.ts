// Names: those that the runtime keeps, and those that a module keeps. Whatever leads to a process without its pid.

import { AlreadyRegisteredError, NoProcessError } from "./errors.ts";
import type { Name } from "./errors.ts";
import { inspect } from "./inspect.ts";
import { noteOn } from "./notes.ts";
import { checkFunctions, wrongType } from "./options.ts";
import { homeOfPid, isPid, slotOfPid } from "./pid.ts";
import type { AnyPid, Pid } from "./pid.ts";
import { isAlive } from "./relations.ts";
import { inRuntime } from "./scheduler.ts";
import type { Scheduler } from "./scheduler.ts";
import { Via, addressOfVia, isVia, moduleOfVia } from "./via.ts";
import type { ViaModule } from "./via.ts";

/** What a process may be registered under, and addressed by: a name that the runtime keeps, or one that a module keeps. */
export type ServerName = Name | Via;

/**
 * Names a process by what `module` knows of it: `via(Registry, registry, key)` stands wherever a name is taken.
 *
 * It is looked up anew at each use, and one that leads nowhere is a name that is not registered. Two with the same module
 * and the same address lead to the same process. The address is passed on by reference.
 *
 * @throws TypeError when `module` does not have `whereisName`, `registerName` and `unregisterName`.
 * @example
 * yield* Registry.startLink({ keys: "unique", name: "rooms" });
 * const lobby = via(Registry, "rooms", "lobby");
 * yield* Agent.startLink(() => ["Alice"], { name: lobby });
 * yield* Agent.get(lobby, (people: string[]) => people.length); // 1
 * @see https://hexdocs.pm/elixir/GenServer.html (Name registration)
 */
export function via<Address extends readonly unknown[]>(module: ViaModule<Address>, ...address: NoInfer<Address>): Via {
  checkFunctions("a module", module, ["whereisName", "registerName", "unregisterName"]);
  findVia = whereisVia;
  return new Via(module as ViaModule<readonly unknown[]>, Object.freeze(address));
}

/** Finds who has a name that a module keeps; given with the first via, as what is in it. */
let findVia: typeof whereisVia | undefined;

/** Returns a name of the runtime's own if it is one. @throws TypeError */
export function checkName(name: unknown, expected = "a symbol or a string that is not empty as a name"): Name {
  if (typeof name === "symbol" || (typeof name === "string" && name !== "")) return name;
  throw wrongType(expected, name);
}

/** Returns a name if it is one. @throws TypeError */
export function checkServerName(name: unknown, expected?: string): ServerName {
  return isVia(name) ? name : checkName(name, expected);
}

/** Registers a live process under a free name. Of those of the runtime it has at most one. @throws AlreadyRegisteredError, NoProcessError, TypeError */
export function register(scheduler: Scheduler, pid: AnyPid, name: ServerName): void {
  if (isVia(name)) return registerVia(scheduler, pid, name);
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
export function unregister(scheduler: Scheduler, name: ServerName): void {
  if (isVia(name)) return unregisterVia(scheduler, name);
  const pid = scheduler.names.get(checkName(name));
  if (pid === undefined) throw new NoProcessError(name);
  scheduler.names.delete(name);
  noteOn(scheduler, slotOfPid(pid)).registeredName = undefined;
}

/** The live process that has a name. One that was told to end has it no more. */
export function whereis(scheduler: Scheduler, name: ServerName): Pid | undefined {
  const pid = isVia(name) ? findVia?.(scheduler, name) : scheduler.names.get(checkName(name));
  return pid !== undefined && isAlive(scheduler, pid) ? (pid as Pid) : undefined;
}

function whereisVia(scheduler: Scheduler, name: Via): AnyPid | undefined {
  const pid: unknown = inRuntime(scheduler, () => moduleOfVia(name).whereisName(...addressOfVia(name)));
  if (pid === undefined || (isPid(pid) && homeOfPid(pid) === scheduler)) return pid;
  throw wrongType(`${inspect(name)} to lead to a process of the same runtime or to undefined`, pid);
}

function registerVia(scheduler: Scheduler, pid: AnyPid, name: Via): void {
  if (!isAlive(scheduler, pid)) throw new NoProcessError(pid);
  inRuntime(scheduler, () => moduleOfVia(name).registerName(pid, ...addressOfVia(name)));
}

function unregisterVia(scheduler: Scheduler, name: Via): void {
  if (whereis(scheduler, name) === undefined) throw new NoProcessError(name);
  inRuntime(scheduler, () => moduleOfVia(name).unregisterName(...addressOfVia(name)));
}
