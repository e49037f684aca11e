// Registry: processes found by keys, one for a key or many. Elixir's module of that name.
//
// Read on in table.ts (the data), registry/server.ts (the process), registry/registering.ts (in and out),
// registry/naming.ts (keys as names).

import { copy } from "../copy.ts";
import type { Name } from "../errors.ts";
import { inspect } from "../inspect.ts";
import { checkName, checkServerName } from "../names.ts";
import type { ServerName } from "../names.ts";
import type { Operation } from "../operation.ts";
import { check, checkChoice, checkFunction, checkIsObject, checkKeys } from "../options.ts";
import { isPid } from "../pid.ts";
import type { AnyPid, Pid } from "../pid.ts";
import { isAlive } from "../relations.ts";
import { callingPid, schedulerOfPid } from "../scheduler.ts";
import type { Scheduler } from "../scheduler.ts";
import { startOperation } from "./gen-server/start.ts";
import { canonical, copyKey } from "./key.ts";
import type { Key } from "./key.ts";
import { enter, leave } from "./registry/registering.ts";
import { registryOf, server, uniqueOnly } from "./registry/server.ts";
import type { Found, Plan } from "./registry/server.ts";
import { childSpecOf } from "./supervisor/child-spec.ts";
import type { ChildSpec } from "./supervisor/child-spec.ts";
import type { Registration } from "./table.ts";

export type { Key } from "./key.ts";
export type { Event } from "./registry/registering.ts";
export { registerName, unregisterName, whereisName } from "./registry/naming.ts";

/** Options of `startLink`. */
export interface StartOptions {
  /** Whether a key leads to one process, or to any number of them. */
  readonly keys: "unique" | "duplicate";
  /** What all other functions find the registry by. */
  readonly name: Name;
  /** Names of processes that get an {@link Event} for each that registers or unregisters, also one that was not there. */
  readonly listeners?: readonly ServerName[];
}

/** What `childSpec` takes: the options of `startLink`, and what the supervisor is told. */
export interface ChildSpecOptions extends StartOptions, Partial<Omit<ChildSpec, "start">> {}

/** What a `via` of this module is called in messages. */
const moduleName = "Registry";

export { moduleName as name };

/**
 * Starts a registry that is linked with the caller. All that register are linked with it, and end when it does.
 *
 * All other functions are done when they return: nobody has to wait for the process of the registry. Values are copied in
 * and copied out. What a process has registered goes when it ends; until then nobody finds it, for it is not alive.
 *
 * @throws TypeError for a wrong option, {@link AlreadyStartedError} when the name is taken.
 * @example
 * yield* Registry.startLink({ keys: "unique", name: "rooms" });
 * Registry.register("rooms", ["floor", 1], { seats: 4 });
 * Registry.lookup("rooms", ["floor", 1])[0]?.[1]; // { seats: 4 }
 * @see https://hexdocs.pm/elixir/Registry.html#start_link/1
 */
export function startLink(options: StartOptions): Operation<Pid> {
  const plan = planOf(options);
  return startOperation(server, plan, { name: plan.name }, true) as Operation<Pid>;
}

/** Returns what a supervisor must know of a registry. Its id is the name. @throws TypeError for a wrong option. */
export function childSpec(options: ChildSpecOptions): Required<ChildSpec> {
  checkIsObject(options);
  const { keys, name, listeners = [], ...told } = options;
  const plan = planOf({ keys, name, listeners });
  return childSpecOf(moduleName, { name: plan.name, ...told }, (startOptions) => startOperation(server, plan, startOptions, true));
}

/**
 * Registers the calling process under a key, with a copy of a value. Where keys are not unique it may do so many times.
 *
 * Keys are compared by value, arrays and plain objects too.
 *
 * @returns the pid of the registry, with which the caller is now linked.
 * @throws {@link AlreadyRegisteredError} when the key is unique and taken, by the caller or another; its `pid` is who has it.
 * @throws {@link NoProcessError} when there is no such registry.
 * @throws {@link DataCloneError} when the value cannot be copied, TypeError for what is no key.
 * @throws {@link NotAProcessError} in host code.
 * @example
 * yield* Registry.startLink({ keys: "duplicate", name: "events" });
 * Registry.register("events", "opened", "first");
 * Registry.register("events", "opened", "second");
 * Registry.values("events", "opened", self()); // ["first", "second"]
 * @see https://hexdocs.pm/elixir/Registry.html#register/3
 */
export function register(registry: Name, key: Key, value?: unknown): Pid {
  const caller = callingPid("Registry.register()");
  const found = registryOf(registry);
  enter(found, caller, key, value);
  return found.pid;
}

/**
 * Takes the calling process out of a key, with all its values there. It is no failure when it is not there, and listeners are told all the same.
 *
 * @see https://hexdocs.pm/elixir/Registry.html#unregister/2
 */
export function unregister(registry: Name, key: Key): void {
  const caller = callingPid("Registry.unregister()");
  leave(registryOf(registry), caller, key);
}

/**
 * Takes the calling process out of a key, with those values of which `match`, given a copy, returns true. Listeners are told
 * when it has nothing left there.
 *
 * @example
 * yield* Registry.startLink({ keys: "duplicate", name: "events" });
 * for (const level of [1, 2, 3]) Registry.register("events", "opened", level);
 * Registry.unregisterMatch("events", "opened", (level) => level !== 2);
 * Registry.values("events", "opened", self()); // [2]
 * @see https://hexdocs.pm/elixir/Registry.html#unregister_match/4
 */
export function unregisterMatch(registry: Name, key: Key, match: (value: unknown) => boolean): void {
  const caller = callingPid("Registry.unregisterMatch()");
  checkFunction(match);
  const found = registryOf(registry);
  const id = canonical(key);
  const values = found.table.of(caller, id)?.values;
  const isLeaving = values?.map((value) => match(copy(value)));
  if (found.table.of(caller, id)?.values !== values) throw changed("match", registry, key);
  leave(found, caller, key, values?.filter((_, index) => isLeaving?.[index] !== true));
}

/**
 * Returns who is registered under a key, each with a copy of the value: one entry for each registration, in no order.
 *
 * @example
 * yield* Registry.startLink({ keys: "unique", name: "rooms" });
 * Registry.lookup("rooms", "lobby"); // []
 * Registry.register("rooms", "lobby", 12);
 * Registry.lookup("rooms", "lobby").map(([pid, seats]) => [pid === self(), seats]); // [[true, 12]]
 * @see https://hexdocs.pm/elixir/Registry.html#lookup/2
 */
export function lookup(registry: Name, key: Key): [pid: Pid, value: unknown][] {
  const found = registryOf(registry);
  return entriesOf(found, found.table.under(canonical(key)));
}

/** Returns those of {@link lookup} of whose value, given a copy, `match` returns true. @see https://hexdocs.pm/elixir/Registry.html#match/4 */
export function match(registry: Name, key: Key, match: (value: unknown) => boolean): [pid: Pid, value: unknown][] {
  checkFunction(match);
  return lookup(registry, key).filter(([, value]) => match(value));
}

/** Returns how many entries {@link match} would return. @see https://hexdocs.pm/elixir/Registry.html#count_match/4 */
export function countMatch(registry: Name, key: Key, matches: (value: unknown) => boolean): number {
  return match(registry, key, matches).length;
}

/**
 * Calls `act` with the entries of a key, in the calling process. With no entries it is not called. What it throws is thrown here.
 *
 * @example
 * yield* Registry.startLink({ keys: "duplicate", name: "events" });
 * Registry.register("events", "opened");
 * Registry.dispatch("events", "opened", (entries) => {
 *   for (const [pid] of entries) send(pid, "door 3");
 * });
 * yield* receive(); // "door 3"
 * @see https://hexdocs.pm/elixir/Registry.html#dispatch/4
 */
export function dispatch(registry: Name, key: Key, act: (entries: [pid: Pid, value: unknown][]) => void): void {
  checkFunction(act);
  const entries = lookup(registry, key);
  if (entries.length > 0) act(entries);
}

/** Returns the keys of a process, each as often as it has registered there. @see https://hexdocs.pm/elixir/Registry.html#keys/2 */
export function keys(registry: Name, pid: AnyPid): Key[] {
  const found = registryOf(registry, checkPid(pid));
  return living(found, found.table.allOf(pid)).flatMap(({ key, values }) => values.map(() => copyKey(key)));
}

/** Returns copies of the values that a process has registered under a key. @see https://hexdocs.pm/elixir/Registry.html#values/3 */
export function values(registry: Name, key: Key, pid: AnyPid): unknown[] {
  const found = registryOf(registry, checkPid(pid));
  const registration = found.table.of(pid, canonical(key));
  return registration === undefined ? [] : entriesOf(found, [registration]).map(([, value]) => value);
}

/**
 * Replaces the value of the calling process under a unique key by what `update`, given a copy, makes of it.
 *
 * @returns copies of the new value and the old one; `undefined` when the caller does not have the key.
 * @throws TypeError when keys are not unique.
 * @example
 * yield* Registry.startLink({ keys: "unique", name: "rooms" });
 * Registry.register("rooms", "lobby", 12);
 * Registry.updateValue("rooms", "lobby", (seats: number) => seats + 1); // [13, 12]
 * @see https://hexdocs.pm/elixir/Registry.html#update_value/3
 */
export function updateValue<Value>(registry: Name, key: Key, update: (value: Value) => Value): [updated: Value, old: Value] | undefined {
  const caller = callingPid("Registry.updateValue()");
  checkFunction(update);
  const { table, name } = uniqueOnly(registryOf(registry), "updateValue");
  const id = canonical(key);
  const registration = table.of(caller, id);
  if (registration === undefined) return undefined;
  const old = registration.values[0] as Value;
  const updated = copy(update(copy(old)), "value");
  if (table.of(caller, id) !== registration) throw changed("update", name, key);
  registration.values[0] = updated;
  return [copy(updated), copy(old)];
}

/** Returns how many registrations there are: those of processes that have just ended may be among them. @see https://hexdocs.pm/elixir/Registry.html#count/1 */
export function count(registry: Name): number {
  return registryOf(registry).table.size;
}

/**
 * Returns what `select` returns for the registrations of the whole registry, in no order, and without what is `undefined`.
 *
 * @example
 * yield* Registry.startLink({ keys: "unique", name: "rooms" });
 * Registry.register("rooms", "lobby", 12);
 * Registry.register("rooms", "attic", 2);
 * Registry.select("rooms", (key, pid, seats) => (seats === 12 ? key : undefined)); // ["lobby"]
 * @see https://hexdocs.pm/elixir/Registry.html#select/2
 */
export function select<Result>(registry: Name, select: (key: Key, pid: Pid, value: unknown) => Result | undefined): Result[] {
  checkFunction(select);
  const found = registryOf(registry);
  const entries = living(found, found.table.all()).flatMap(({ key, pid, values }) => values.map((value) => [key, pid, value] as const));
  return entries.map(([key, pid, value]) => select(copyKey(key), pid, copy(value))).filter((result) => result !== undefined);
}

/** Returns a copy of what is kept in a registry itself under a key, or `undefined`. @see https://hexdocs.pm/elixir/Registry.html#meta/2 */
export function getMeta(registry: Name, key: Key): unknown {
  return copy(registryOf(registry).table.meta.get(canonical(key)));
}

/**
 * Keeps a copy of a value in a registry itself, for as long as the registry lives.
 *
 * @example
 * yield* Registry.startLink({ keys: "unique", name: "rooms" });
 * Registry.putMeta("rooms", "house", { floors: 3 });
 * Registry.getMeta("rooms", "house"); // { floors: 3 }
 * @see https://hexdocs.pm/elixir/Registry.html#put_meta/3
 */
export function putMeta(registry: Name, key: Key, value: unknown): void {
  const id = canonical(key);
  registryOf(registry).table.meta.set(id, copy(value, "value"));
}

/** Forgets what is kept in a registry itself under a key. @see https://hexdocs.pm/elixir/Registry.html#delete_meta/2 */
export function deleteMeta(registry: Name, key: Key): void {
  registryOf(registry).table.meta.delete(canonical(key));
}

function planOf(options: StartOptions): Plan {
  checkKeys(options, ["keys", "name", "listeners"]);
  const { keys, name, listeners = [] } = options;
  checkChoice("keys", keys, ["unique", "duplicate"]);
  check(Array.isArray(listeners), "listeners as an array of names", listeners);
  return { name: checkName(name), isUnique: keys === "unique", listeners: listeners.map((listener) => checkServerName(listener)) };
}

function entriesOf(found: Found, registrations: Registration[]): [pid: Pid, value: unknown][] {
  return living(found, registrations).flatMap(({ pid, values }) => values.map((value): [Pid, unknown] => [pid, copy(value)]));
}

function living({ scheduler }: Found, registrations: Registration[]): Registration[] {
  return registrations.filter(({ pid }) => isAlive(scheduler, pid));
}

/** A function that is given a value has changed whose value it is. */
function changed(role: string, registry: Name, key: Key): TypeError {
  return new TypeError(`expected ${role} to leave the caller's key ${inspect(key)} of ${inspect(registry)} alone, and it did not`);
}

/** Returns where a process lives: in host code that is the runtime meant. @throws TypeError */
function checkPid(pid: AnyPid): Scheduler {
  check(isPid(pid), "a pid", pid);
  return schedulerOfPid(pid);
}
