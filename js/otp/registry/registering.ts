// Into a registry and out of it again: the link that comes and goes with that, and the listeners who are told.

import { copy } from "../../copy.ts";
import { deliverTo } from "../../deliver.ts";
import { AlreadyRegisteredError } from "../../errors.ts";
import type { Name } from "../../errors.ts";
import { inspect } from "../../inspect.ts";
import { whereis } from "../../names.ts";
import { slotOfPid } from "../../pid.ts";
import type { Pid } from "../../pid.ts";
import { isAlive, link, unlink } from "../../relations.ts";
import { log } from "../../scheduler.ts";
import { canonical, copyKey } from "../key.ts";
import type { Key } from "../key.ts";
import type { Found } from "./server.ts";

/** What a listener of a registry gets: who has registered or unregistered. Those that end are not told of. */
export type Event =
  | { readonly type: "register"; readonly registry: Name; readonly key: Key; readonly pid: Pid; readonly value: unknown }
  | { readonly type: "unregister"; readonly registry: Name; readonly key: Key; readonly pid: Pid };

/** Registers a process, and links it with the registry. @throws AlreadyRegisteredError, DataCloneError, SystemLimitError, TypeError */
export function enter(found: Found, pid: Pid, key: Key, value: unknown): void {
  const { scheduler, table, name: registry } = found;
  const id = canonical(key);
  const own = copyKey(key);
  const copied = copy(value, "value");
  const holder = table.isUnique ? table.holder(id)?.pid : undefined;
  if (holder !== undefined) {
    if (isAlive(scheduler, holder)) throw new AlreadyRegisteredError(key, holder);
    table.remove(holder, id); // its EXIT has not been handled yet
  }
  link(scheduler, found.pid, slotOfPid(pid));
  table.add(id, own, pid, copied);
  tell(found, () => ({ type: "register", registry, key: copyKey(key), pid, value: copy(copied) }));
}

/** Takes out what a process has under a key, or leaves some of its values. The link goes with its last key. Listeners are told when nothing is left, as in Elixir also when nothing was there. */
export function leave(found: Found, pid: Pid, key: Key, left: unknown[] = []): void {
  const { scheduler, table, pid: registry, parent, name } = found;
  const id = canonical(key);
  if (table.of(pid, id) !== undefined) {
    table.remove(pid, id, left);
    if (!table.has(pid) && pid !== parent) unlink(scheduler, registry, slotOfPid(pid));
  }
  if (left.length === 0) tell(found, () => ({ type: "unregister", registry: name, key: copyKey(key), pid }));
}

/** A listener that is not there, or cannot take the message, is no failure of whoever registers. */
function tell({ scheduler, listeners, name }: Found, event: () => Event): void {
  for (const listener of listeners) {
    try {
      const pid = whereis(scheduler, listener);
      if (pid !== undefined) deliverTo(scheduler, pid, event());
    } catch (error) {
      log(scheduler, "warn", `The registry ${inspect(name)} could not tell its listener ${inspect(listener)}: ${inspect(error)}`);
    }
  }
}
