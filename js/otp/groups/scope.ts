// The groups of one runtime: who is in them, and who watches them.
//
//   group ─► members, each with how often it joined          pid ─► the groups that it is in
//         └► monitors, by ref                                 pid ─► its monitors
//
// No process keeps this: a member that ends leaves, and a monitor of a process that ends goes, as part of that end.

import { releaseAtEnd, releaseNoMore } from "../../notes.ts";
import { slotOfPid } from "../../pid.ts";
import type { Pid, Ref } from "../../pid.ts";
import { plainRef } from "../../relations.ts";
import { pidAt } from "../../scheduler.ts";
import type { Scheduler } from "../../scheduler.ts";
import { signalMessage } from "../../signals.ts";
import { canonical, copyKey } from "../key.ts";
import type { CanonicalKey, Key } from "../key.ts";

/** The message of a monitor of groups: processes have joined or left; a pid as often as it did. */
export interface Change {
  readonly type: "join" | "leave";
  readonly ref: Ref;
  readonly group: Key;
  readonly pids: Pid[];
}

/** There while it has members or monitors. */
interface Group {
  readonly id: CanonicalKey;
  readonly key: Key;
  readonly members: Map<Pid, number>;
  readonly monitors: Set<Monitor>;
}

interface Monitor {
  readonly ref: Ref;
  readonly owner: Pid;
  /** Undefined when it watches all groups. */
  readonly group: Group | undefined;
}

export class Scope {
  readonly #scheduler: Scheduler;
  readonly #groups = new Map<CanonicalKey, Group>();
  readonly #groupsOf = new Map<Pid, Set<Group>>();
  readonly #monitorsOfAll = new Set<Monitor>();
  readonly #monitorsOf = new Map<Pid, Map<Ref, Monitor>>();

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /** Adds live processes. One that is given twice joins twice. */
  join(key: Key, pids: Pid[]): void {
    const group = this.#group(key);
    for (const pid of pids) {
      group.members.set(pid, (group.members.get(pid) ?? 0) + 1);
      this.#groupsFor(pid).add(group);
    }
    this.#tell(group, "join", pids);
  }

  /** Takes processes out, each once for each time it is given. Returns whether there was one to take out. */
  leave(key: Key, pids: Pid[]): boolean {
    const group = this.#groups.get(canonical(key));
    if (group === undefined) return false;
    const gone = pids.filter((pid) => this.#leaveOnce(group, pid));
    this.#tell(group, "leave", gone);
    this.#dropIfEmpty(group);
    return gone.length > 0;
  }

  members(key: Key): Pid[] {
    return membersOf(this.#groups.get(canonical(key)));
  }

  /** The groups that have members, and these. */
  all(): [group: Key, members: Pid[]][] {
    return [...this.#groups.values()].filter(({ members }) => members.size > 0).map((group) => [copyKey(group.key), membersOf(group)]);
  }

  /** The current process watches a group, or all. */
  monitor(key: Key): Ref {
    const group = this.#group(key);
    const monitor = this.#newMonitor(group);
    group.monitors.add(monitor);
    return monitor.ref;
  }

  monitorAll(): Ref {
    const monitor = this.#newMonitor(undefined);
    this.#monitorsOfAll.add(monitor);
    return monitor.ref;
  }

  /** Ends a monitor of a process. Returns whether it was there. */
  demonitor(owner: Pid, ref: Ref): boolean {
    const own = this.#monitorsOf.get(owner);
    const monitor = own?.get(ref);
    if (own === undefined || monitor === undefined) return false;
    own.delete(ref);
    if (own.size === 0) this.#monitorsOf.delete(owner);
    this.#endMonitor(monitor);
    this.#releaseIfNothing(owner);
    return true;
  }

  /** A process has ended. */
  readonly #release = (pid: Pid): void => {
    const monitors = this.#monitorsOf.get(pid);
    this.#monitorsOf.delete(pid);
    for (const monitor of monitors?.values() ?? []) this.#endMonitor(monitor);
    const groups = this.#groupsOf.get(pid);
    this.#groupsOf.delete(pid);
    for (const group of groups ?? []) {
      const times = group.members.get(pid) ?? 0;
      group.members.delete(pid);
      this.#tell(group, "leave", Array<Pid>(times).fill(pid));
      this.#dropIfEmpty(group);
    }
  };

  #leaveOnce(group: Group, pid: Pid): boolean {
    const times = group.members.get(pid);
    if (times === undefined) return false;
    if (times > 1) {
      group.members.set(pid, times - 1);
      return true;
    }
    group.members.delete(pid);
    const groups = this.#groupsOf.get(pid);
    groups?.delete(group);
    if (groups?.size === 0) this.#groupsOf.delete(pid);
    this.#releaseIfNothing(pid);
    return true;
  }

  #group(key: Key): Group {
    const id = canonical(key);
    let group = this.#groups.get(id);
    if (group === undefined) this.#groups.set(id, (group = { id, key: copyKey(key), members: new Map(), monitors: new Set() }));
    return group;
  }

  #dropIfEmpty({ id, members, monitors }: Group): void {
    if (members.size === 0 && monitors.size === 0) this.#groups.delete(id);
  }

  #groupsFor(pid: Pid): Set<Group> {
    let groups = this.#groupsOf.get(pid);
    if (groups === undefined) {
      this.#groupsOf.set(pid, (groups = new Set()));
      releaseAtEnd(this.#scheduler, slotOfPid(pid), this.#release);
    }
    return groups;
  }

  #newMonitor(group: Group | undefined): Monitor {
    const scheduler = this.#scheduler;
    const owner = pidAt(scheduler, scheduler.current);
    const monitor: Monitor = { ref: plainRef(scheduler), owner, group };
    let monitors = this.#monitorsOf.get(owner);
    if (monitors === undefined) {
      this.#monitorsOf.set(owner, (monitors = new Map()));
      releaseAtEnd(scheduler, scheduler.current, this.#release);
    }
    monitors.set(monitor.ref, monitor);
    return monitor;
  }

  #endMonitor(monitor: Monitor): void {
    this.#monitorsOfAll.delete(monitor);
    if (monitor.group === undefined) return;
    monitor.group.monitors.delete(monitor);
    this.#dropIfEmpty(monitor.group);
  }

  #releaseIfNothing(pid: Pid): void {
    if (!this.#groupsOf.has(pid) && !this.#monitorsOf.has(pid)) releaseNoMore(this.#scheduler, slotOfPid(pid), this.#release);
  }

  #tell({ key, monitors }: Group, type: "join" | "leave", pids: Pid[]): void {
    if (pids.length === 0) return;
    for (const watching of [monitors, this.#monitorsOfAll]) {
      for (const { ref, owner } of watching) {
        const change: Change = { type, ref, group: copyKey(key), pids: [...pids] };
        signalMessage(this.#scheduler, slotOfPid(owner), change);
      }
    }
  }
}

function membersOf(group: Group | undefined): Pid[] {
  return group === undefined ? [] : [...group.members].flatMap(([pid, times]) => Array<Pid>(times).fill(pid));
}

const scopes = new WeakMap<Scheduler, Scope>();

/** The groups of a runtime. */
export function scopeOf(scheduler: Scheduler): Scope {
  let scope = scopes.get(scheduler);
  if (scope === undefined) scopes.set(scheduler, (scope = new Scope(scheduler)));
  return scope;
}

