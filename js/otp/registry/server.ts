// The process of a registry: it keeps a table alive, and takes out of it who has ended. The table itself is read and
// written by all processes of the runtime, each in its own turn, as an ETS table is.

import { FLAG_TRAP_EXIT } from "../../../bindings/core.ts";
import type { Name } from "../../errors.ts";
import { NoProcessError } from "../../errors.ts";
import { inspect } from "../../inspect.ts";
import { parentOf } from "../../lineage.ts";
import { checkName, whereis } from "../../names.ts";
import type { ServerName } from "../../names.ts";
import { releaseAtEnd } from "../../notes.ts";
import type { AnyPid, Pid } from "../../pid.ts";
import { exit } from "../../process.ts";
import { isAlive, unlink } from "../../relations.ts";
import { callingOrDefault } from "../../runtime.ts";
import { callingScheduler, checkNotStopped, currentPid, pidAt } from "../../scheduler.ts";
import type { Scheduler } from "../../scheduler.ts";
import { isExit } from "../../signals.ts";
import type { AnyCallbacks } from "../gen-server/callbacks.ts";
import { Table } from "../table.ts";

/** What a registry is started with. */
export interface Plan {
  readonly name: Name;
  readonly isUnique: boolean;
  readonly listeners: readonly ServerName[];
}

/** A registry that is alive, as a process of its runtime sees it. */
export interface Found {
  readonly scheduler: Scheduler;
  readonly name: Name;
  readonly pid: Pid;
  readonly table: Table;
  readonly listeners: readonly ServerName[];
  /** The process that started it, and is linked with it for that. */
  readonly parent: AnyPid | undefined;
}

const registries = new WeakMap<AnyPid, Found>();
const forget = (pid: AnyPid): void => void registries.delete(pid);

/** The callbacks of the process. It has no state: what it keeps is what others find. */
export const server: AnyCallbacks = {
  init({ name, isUnique, listeners }: Plan) {
    const scheduler = callingScheduler("Registry.startLink()");
    const { current } = scheduler;
    const pid = pidAt(scheduler, current);
    const found: Found = { scheduler, name, pid, table: new Table(isUnique), listeners, parent: parentOf(scheduler, current) };
    scheduler.core.setFlag(current, FLAG_TRAP_EXIT, 1);
    registries.set(pid, found);
    releaseAtEnd(scheduler, current, forget);
    return { state: undefined };
  },

  handleInfo(message: unknown) {
    const scheduler = callingScheduler("Registry");
    if (isExit(message) && !isAlive(scheduler, message.from)) registries.get(currentPid(scheduler))?.table.removeAll(message.from);
    return { state: undefined };
  },

  // In Elixir a registry is a supervisor, and those who register are linked with a child of it, which is told "shutdown".
  terminate() {
    const scheduler = callingScheduler("Registry");
    const found = registries.get(currentPid(scheduler));
    for (const pid of new Set(found?.table.all().map((registration) => registration.pid))) {
      if (pid !== found?.parent) unlink(scheduler, pid);
      exit(pid, "shutdown");
    }
  },
};

/** The registry that has a name in a runtime, the caller's if none is said, or undefined. */
export function findRegistry(name: Name, scheduler: Scheduler = callingOrDefault()): Found | undefined {
  checkNotStopped(scheduler);
  const pid = whereis(scheduler, checkName(name));
  return pid === undefined ? undefined : registries.get(pid);
}

/** @throws NoProcessError when there is no such registry. */
export function registryOf(name: Name, scheduler?: Scheduler): Found {
  const found = findRegistry(name, scheduler);
  if (found === undefined) throw new NoProcessError(name);
  return found;
}

/** @throws TypeError when keys are not unique. */
export function uniqueOnly(found: Found, use: string): Found {
  if (!found.table.isUnique) throw new TypeError(`expected a registry with unique keys for ${use}, got ${inspect(found.name)}, which shares them`);
  return found;
}
