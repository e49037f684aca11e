// Links, monitors and aliases, as the calling process asks for them.

import { ALIAS_DEMONITOR, ALIAS_EXPLICIT, ALIAS_NONE, ALIAS_REPLY, ALL_ENDED, FLAG_TRAP_EXIT, HALF_ENDED, NONE, NONE_ENDED } from "../bindings/core.ts";
import { deliverSignal, takeValue } from "./deliver.ts";
import { endRelations } from "./end-relations.ts";
import { NoProcessError } from "./errors.ts";
import type { ServerName } from "./names.ts";
import { checkChoice } from "./options.ts";
import { MarkedRef, Ref, RefKind, generationOfPid, generationOfRef, indexOfRef, kindOfRef, slotOfPid } from "./pid.ts";
import type { AnyPid, Pid } from "./pid.ts";
import { limitError, pidAt } from "./scheduler.ts";
import type { Scheduler } from "./scheduler.ts";
import { forgetRelation, isDown, signalExit } from "./signals.ts";
import type { Down } from "./signals.ts";

/** What ends the alias that a monitor is given. Erlang's `explicit_unalias`, `demonitor` and `reply_demonitor`. */
export type MonitorAlias = "explicitUnalias" | "demonitor" | "replyDemonitor";

/** What ends an alias: only `unalias`, or the first message that comes through it as well. */
export type AliasMode = "explicitUnalias" | "reply";

const monitorAliases: Readonly<Record<MonitorAlias, number>> = { explicitUnalias: ALIAS_EXPLICIT, demonitor: ALIAS_DEMONITOR, replyDemonitor: ALIAS_REPLY };
const aliasModes: Readonly<Record<AliasMode, number>> = { explicitUnalias: ALIAS_EXPLICIT, reply: ALIAS_REPLY };

/** Links the process in `slot`, the current one by default. One that has ended answers as in Erlang: by an error, or by an EXIT message to a process that traps exits. */
export function link(scheduler: Scheduler, pid: AnyPid, slot: number = scheduler.current): void {
  const { core } = scheduler;
  if (pid === scheduler.pids[slot]) return;
  if (isAlive(scheduler, pid)) {
    newLink(scheduler, slot, slotOfPid(pid));
  } else if ((core.flags(slot) & FLAG_TRAP_EXIT) !== 0) {
    signalExit(scheduler, slot, pid as Pid, "noproc");
  } else {
    throw new NoProcessError(pid);
  }
}

/** Ends the link, if there is one. No EXIT of it comes afterwards, not even of a process that is about to end; one may have come before. */
export function unlink(scheduler: Scheduler, pid: AnyPid, slot: number = scheduler.current): void {
  const { core, pids } = scheduler;
  if (pids[slotOfPid(pid)] !== pid) return;
  const relation = core.linkBetween(slot, slotOfPid(pid));
  if (relation !== NONE) core.endRelation(relation);
}

/** The current process monitors a process, found by a name if `name` is given. */
export function monitor(scheduler: Scheduler, pid: AnyPid | undefined, name: ServerName | undefined, alias: MonitorAlias | undefined): Ref {
  const { core, current } = scheduler;
  const mode = alias === undefined ? ALIAS_NONE : aliasCode(monitorAliases, alias);
  if (pid !== undefined && pid !== scheduler.pids[current] && isAlive(scheduler, pid)) {
    const ref = newRef(scheduler, core.monitor(current, slotOfPid(pid), mode));
    if (name !== undefined) scheduler.monitoredNames.set(indexOfRef(ref), name);
    return ref;
  }
  // Nobody to watch. A process that watches itself will never be told, and gets no alias, as on the BEAM.
  if (pid !== undefined && pid === scheduler.pids[current]) return plainRef(scheduler);
  const ref = mode === ALIAS_EXPLICIT ? newRef(scheduler, core.alias(current, mode)) : plainRef(scheduler);
  const down: Down = { type: "DOWN", ref, object: name ?? (pid as Pid), reason: "noproc" };
  try {
    deliverSignal(scheduler, current, down);
  } catch (error) {
    unalias(scheduler, ref);
    throw error;
  }
  return ref;
}

/** The current process monitors another one, which is alive, through an alias that the first message ends: what a call waits for. */
export function monitorForReply(scheduler: Scheduler, pid: AnyPid): Ref {
  return newRef(scheduler, scheduler.core.monitor(scheduler.current, slotOfPid(pid), ALIAS_REPLY));
}

/** Ends what `monitorForReply` has made: nothing comes through it any more, and what has come is dropped. */
export function refuseReply(scheduler: Scheduler, ref: Ref): void {
  const { core } = scheduler;
  core.beginReceive(); // which ends the time limit of the wait
  if (demonitor(scheduler, ref, false)) return; // neither the reply nor DOWN has come: each ends it
  const place = core.peek(indexOfRef(ref), generationOfRef(ref));
  if (place !== NONE && core.accept(place) !== 0) takeValue(scheduler, place);
}

/** Ends a monitor of the current process. Returns whether it was still there. With `isFlushing`, a DOWN of it in the mailbox goes too. */
export function demonitor(scheduler: Scheduler, ref: Ref, isFlushing: boolean): boolean {
  const index = relationOf(scheduler, ref);
  const ended = index === NONE ? NONE_ENDED : scheduler.core.demonitor(index, generationOfRef(ref));
  if (ended === HALF_ENDED) scheduler.monitoredNames.delete(index);
  if (ended === ALL_ENDED) forgetRelation(scheduler, index);
  if (ended === NONE_ENDED && isFlushing) {
    scheduler.core.beginReceive();
    takeFirst(scheduler, (message) => isDown(message, ref));
  }
  return ended !== NONE_ENDED;
}

/** Gives the current process an alias. */
export function makeAlias(scheduler: Scheduler, mode: AliasMode): Ref {
  return newRef(scheduler, scheduler.core.alias(scheduler.current, aliasCode(aliasModes, mode)));
}

/** Ends an alias of the current process. Returns whether it was active. */
export function unalias(scheduler: Scheduler, ref: Ref): boolean {
  const index = relationOf(scheduler, ref);
  const ended = index === NONE ? NONE_ENDED : scheduler.core.unalias(index, generationOfRef(ref));
  if (ended === ALL_ENDED) forgetRelation(scheduler, index);
  return ended !== NONE_ENDED;
}

/** A ref that stands for nothing. Made by a process, it remembers the end of its mailbox. */
export function plainRef(scheduler: Scheduler): Ref {
  const { core, current } = scheduler;
  const serial = ++scheduler.plainRefs;
  return current === NONE ? new Ref(scheduler, RefKind.plain, NONE, serial) : new MarkedRef(scheduler, serial, pidAt(scheduler, current), core.tail());
}

export function isAlive(scheduler: Scheduler, pid: AnyPid): boolean {
  return scheduler.core.isAlive(slotOfPid(pid), generationOfPid(pid)) !== 0;
}

/** Links two live processes. @throws SystemLimitError */
export function newLink(scheduler: Scheduler, from: number, to: number): void {
  const relation = scheduler.core.link(from, to);
  if (relation < 0) throw limitError(scheduler, relation);
  scheduler.endRelations = endRelations;
}

/** The ref of a relation that the core has made, or could not. @throws SystemLimitError */
export function newRef(scheduler: Scheduler, relation: number): Ref {
  if (relation < 0) throw limitError(scheduler, relation);
  const ref = new Ref(scheduler, RefKind.relation, relation, scheduler.core.relationGeneration(relation));
  scheduler.refs[relation] = ref;
  scheduler.endRelations = endRelations;
  return ref;
}

/** The relation of a ref that the current process made, while it lasts, or NONE. Others' refs do nothing, as on the BEAM. */
function relationOf(scheduler: Scheduler, ref: Ref): number {
  if (kindOfRef(ref) !== RefKind.relation) return NONE;
  const owner = scheduler.core.relationOwner(indexOfRef(ref), generationOfRef(ref));
  return owner !== NONE && owner === scheduler.current ? indexOfRef(ref) : NONE;
}

/** Takes the first message that is wanted, from where a receive has begun, out of the mailbox of the current process. Returns whether there was one. */
export function takeFirst(scheduler: Scheduler, isWanted: (message: unknown) => boolean): boolean {
  const { core, messages } = scheduler;
  for (let place = core.peek(NONE, NONE); place !== NONE; place = core.peek(NONE, NONE)) {
    if (!isWanted(messages[place]) || core.accept(place) === 0) continue;
    takeValue(scheduler, place);
    return true;
  }
  return false;
}

function aliasCode<Mode extends string>(codes: Readonly<Record<Mode, number>>, mode: Mode): number {
  return codes[checkChoice("the kind of alias", mode, Object.keys(codes) as Mode[])];
}
