// Groups: processes that are found together, by the name of a group. Erlang's pg. Read on in groups/scope.ts.

import { check } from "../options.ts";
import { isPid, isRef, markOfRef } from "../pid.ts";
import type { AnyPid, Pid, Ref } from "../pid.ts";
import { isAlive, takeFirst } from "../relations.ts";
import { callingOrDefault } from "../runtime.ts";
import { callingPid, callingScheduler, checkNotStopped, currentPid, schedulerOfPid, schedulerOfRef } from "../scheduler.ts";
import type { Scheduler } from "../scheduler.ts";
import { scopeOf } from "./groups/scope.ts";
import type { Change } from "./groups/scope.ts";
import { canonical } from "./key.ts";
import type { Key } from "./key.ts";

export type { Change } from "./groups/scope.ts";
export type { Key } from "./key.ts";

/**
 * Makes processes members of a group: the calling one, another, or several. A group is there while it has members, under any
 * key. Whoever joins twice is a member twice, and must leave twice. One that has ended joins nothing.
 *
 * Guarantees that a member that ends has left all groups before anybody gets its EXIT or DOWN.
 *
 * @throws TypeError for what is no key and no pid, and for a pid of another runtime. Nobody has joined then.
 * @throws {@link NotAProcessError} in host code without a pid.
 * @example
 * Groups.join("listeners");
 * for (const pid of Groups.members("listeners")) send(pid, "hello");
 * yield* receive(); // "hello"
 * @see https://www.erlang.org/doc/man/pg.html#join-2
 */
export function join(group: Key, pid: AnyPid | readonly AnyPid[] = callingPid("Groups.join()")): void {
  canonical(group);
  const { scheduler, pids } = checkPids(pid);
  const living = pids.filter((one) => isAlive(scheduler, one));
  if (living.length > 0) scopeOf(scheduler).join(group, living);
}

/**
 * Takes processes out of a group: the calling one, another, or several, each once.
 *
 * @returns whether any of them was a member.
 * @throws what {@link join} throws.
 * @example
 * Groups.join("listeners");
 * Groups.leave("listeners"); // true
 * Groups.leave("listeners"); // false
 * @see https://www.erlang.org/doc/man/pg.html#leave-2
 */
export function leave(group: Key, pid: AnyPid | readonly AnyPid[] = callingPid("Groups.leave()")): boolean {
  const { scheduler, pids } = checkPids(pid);
  return scopeOf(scheduler).leave(group, pids);
}

/**
 * Returns the members of a group, in no order, each as often as it has joined.
 *
 * @example
 * Groups.join("pair", [self(), self()]);
 * Groups.members("pair").length; // 2
 * Groups.members("nobody"); // []
 * @see https://www.erlang.org/doc/man/pg.html#get_members-1
 */
export function members(group: Key): Pid[] {
  const scheduler = callersScheduler();
  return scopeOf(scheduler).members(group).filter((pid) => isAlive(scheduler, pid));
}

/** Returns the groups that have members, in no order. @see https://www.erlang.org/doc/man/pg.html#which_groups-0 */
export function whichGroups(): Key[] {
  return scopeOf(callersScheduler()).all().map(([group]) => group);
}

/**
 * Watches a group: from now on the calling process gets a {@link Change} whenever members join or leave.
 *
 * No limit of its mailbox holds these back.
 *
 * @returns the ref of the monitor, which is in each of its messages, and who is a member now.
 * @throws {@link NotAProcessError} in host code.
 * @example
 * const { ref, members } = Groups.monitor("workers");
 * members; // []
 * const worker = spawn(() => Groups.join("workers"));
 * const change = (yield* receive()) as Groups.Change;
 * [change.type, change.ref === ref, change.pids[0] === worker]; // ["join", true, true]
 * @see https://www.erlang.org/doc/man/pg.html#monitor-1
 */
export function monitor(group: Key): { readonly ref: Ref; readonly members: Pid[] } {
  const scope = scopeOf(callingScheduler("Groups.monitor()"));
  return { ref: scope.monitor(group), members: scope.members(group) };
}

/**
 * Watches all groups, those to come included. See {@link monitor}.
 *
 * @returns the ref, and the groups that have members now, with these.
 * @see https://www.erlang.org/doc/man/pg.html#monitor_scope-0
 */
export function monitorAll(): { readonly ref: Ref; readonly groups: [group: Key, members: Pid[]][] } {
  const scope = scopeOf(callingScheduler("Groups.monitorAll()"));
  return { ref: scope.monitorAll(), groups: scope.all() };
}

/**
 * Ends a monitor of groups of the calling process, and takes its messages out of the mailbox.
 *
 * @returns whether there was such a monitor.
 * @throws {@link NotAProcessError} in host code.
 * @example
 * const { ref } = Groups.monitor("workers");
 * Groups.join("workers");
 * Groups.demonitor(ref); // true
 * yield* receive({ after: 0 }); // timeout
 * @see https://www.erlang.org/doc/man/pg.html#demonitor-1
 */
export function demonitor(ref: Ref): boolean {
  const scheduler = callingScheduler("Groups.demonitor()");
  check(isRef(ref), "a ref", ref);
  schedulerOfRef(ref);
  const owner = currentPid(scheduler);
  if (!scopeOf(scheduler).demonitor(owner, ref)) return false;
  while (takeOne(scheduler, owner, ref));
  return true;
}

/** Takes the oldest message of a monitor out of the mailbox. Returns whether there was one. */
function takeOne(scheduler: Scheduler, owner: Pid, ref: Ref): boolean {
  scheduler.core.beginReceiveFrom(markOfRef(ref, owner));
  return takeFirst(scheduler, (message) => isChange(message, ref));
}

function isChange(message: unknown, ref: Ref): message is Change {
  return typeof message === "object" && message !== null && "ref" in message && message.ref === ref && "type" in message && (message.type === "join" || message.type === "leave");
}

function checkPids(given: AnyPid | readonly AnyPid[]): { readonly scheduler: Scheduler; readonly pids: Pid[] } {
  const pids: readonly unknown[] = Array.isArray(given) ? given : [given];
  const schedulers = new Set(pids.map((pid) => {
    check(isPid(pid), "a pid or an array of pids", given);
    return schedulerOfPid(pid);
  }));
  if (schedulers.size > 1) throw new TypeError(`expected the pids of one runtime, got those of ${schedulers.size}`);
  const [scheduler = callingOrDefault()] = schedulers;
  checkNotStopped(scheduler);
  return { scheduler, pids: pids as Pid[] };
}

function callersScheduler(): Scheduler {
  const scheduler = callingOrDefault();
  checkNotStopped(scheduler);
  return scheduler;
}
