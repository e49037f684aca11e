// The groups of one runtime: who is in them, and who watches them. A group is there while it has members or monitors.
//
// No process keeps this: a member that ends leaves, and a monitor of a process that ends goes, as part of that end.

import { releaseAtEnd, releaseNoMore } from "../../notes.ts";
import { slotOfPid } from "../../pid.ts";
import type { Pid, Ref } from "../../pid.ts";
import { plainRef } from "../../relations.ts";
import { currentPid } from "../../scheduler.ts";
import type { Scheduler } from "../../scheduler.ts";
import { signalMessage } from "../../signals.ts";
import { canonical, copyKey } from "../key.ts";
import type { CanonicalKey, Key } from "../key.ts";
import { Table, pidsIn } from "../table.ts";

/** The message of a monitor of groups: processes have joined or left; a pid as often as it did. */
export interface Change {
  readonly type: "join" | "leave";
  readonly ref: Ref;
  readonly group: Key;
  readonly pids: Pid[];
}

/** What is watched by who watches all groups. No program has this key. */
const ALL_GROUPS: unique symbol = Symbol("all groups");

export class Scope {
  readonly #scheduler: Scheduler;
  /** A member has a value for each time that it joined. */
  readonly #members = new Table(false);
  /** The values are the refs of the monitors. */
  readonly #monitors = new Table(false);
  /** What each monitor watches. */
  readonly #watched = new Map<Ref, CanonicalKey>();

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /** Adds live processes. One that is given twice joins twice. */
  join(key: Key, pids: Pid[]): void {
    const id = canonical(key);
    const kept = copyKey(key);
    for (const pid of pids) {
      this.#members.add(id, kept, pid, undefined);
      releaseAtEnd(this.#scheduler, slotOfPid(pid), this.#release);
    }
    this.#tell(kept, "join", pids);
  }

  /** Takes processes out, each once for each time it is given. Returns whether there was one to take out. */
  leave(key: Key, pids: Pid[]): boolean {
    const id = canonical(key);
    const gone = pids.filter((pid) => this.#members.removeOne(pid, id));
    for (const pid of gone) this.#releaseIfNothing(pid);
    this.#tell(key, "leave", gone);
    return gone.length > 0;
  }

  members(key: Key): Pid[] {
    return pidsIn(this.#members.under(canonical(key)));
  }

  /** The groups that have members, and these. */
  all(): [group: Key, members: Pid[]][] {
    return this.#members.byKey().map((members) => [copyKey(members[0]?.key), pidsIn(members)]);
  }

  /** The current process watches a group. */
  monitor(key: Key): Ref {
    const scheduler = this.#scheduler;
    const id = canonical(key);
    const ref = plainRef(scheduler);
    this.#monitors.add(id, copyKey(key), currentPid(scheduler), ref);
    this.#watched.set(ref, id);
    releaseAtEnd(scheduler, scheduler.current, this.#release);
    return ref;
  }

  monitorAll(): Ref {
    return this.monitor(ALL_GROUPS);
  }

  /** Ends a monitor of a process. Returns whether it was there. */
  demonitor(owner: Pid, ref: Ref): boolean {
    const id = this.#watched.get(ref);
    const refs = this.#monitors.of(owner, id)?.values;
    if (refs === undefined || !refs.includes(ref)) return false;
    this.#watched.delete(ref);
    this.#monitors.remove(owner, id, refs.filter((other) => other !== ref));
    this.#releaseIfNothing(owner);
    return true;
  }

  /** A process has ended. */
  readonly #release = (pid: Pid): void => {
    for (const { values } of this.#monitors.allOf(pid)) for (const ref of values) this.#watched.delete(ref as Ref);
    this.#monitors.removeAll(pid);
    const memberships = this.#members.allOf(pid);
    this.#members.removeAll(pid);
    // One message for each time that it had joined, as in pg.
    for (const membership of memberships) for (const member of pidsIn([membership])) this.#tell(membership.key, "leave", [member]);
  };

  #releaseIfNothing(pid: Pid): void {
    if (!this.#members.has(pid) && !this.#monitors.has(pid)) releaseNoMore(this.#scheduler, slotOfPid(pid), this.#release);
  }

  #tell(key: Key, type: "join" | "leave", pids: Pid[]): void {
    if (pids.length === 0) return;
    for (const { pid: owner, values } of [...this.#monitors.under(canonical(key)), ...this.#monitors.under(ALL_GROUPS)]) {
      for (const ref of values) {
        const change: Change = { type, ref: ref as Ref, group: copyKey(key), pids: [...pids] };
        signalMessage(this.#scheduler, slotOfPid(owner), change);
      }
    }
  }
}

const scopes = new WeakMap<Scheduler, Scope>();

/** The groups of a runtime. */
export function scopeOf(scheduler: Scheduler): Scope {
  let scope = scopes.get(scheduler);
  if (scope === undefined) scopes.set(scheduler, (scope = new Scope(scheduler)));
  return scope;
}
