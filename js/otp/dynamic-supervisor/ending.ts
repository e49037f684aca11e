// The end of all children of a dynamic supervisor, at once. Elixir's terminate_children.
//
//   every child: monitor ─► unlink ─► exit signal ─► DOWN
//                                         └── one timer for each length of time that children have ─► kill

import type { Suspension } from "../../operation.ts";
import { isRef } from "../../pid.ts";
import type { AnyPid, Ref } from "../../pid.ts";
import { isTimeout, receive } from "../../receive.ts";
import { plainRef, unlink } from "../../relations.ts";
import { currentPid } from "../../scheduler.ts";
import type { Scheduler } from "../../scheduler.ts";
import { isDown, isExit } from "../../signals.ts";
import { startTimer, stopTimer } from "../../timers.ts";
import { isExpectedEnd, isThere, monitorChild, tellToEnd } from "../supervisor/ending.ts";
import type { Child, Children } from "./children.ts";

/** Told of a child that did not end as it should. */
export type Complain = (pid: AnyPid, child: Child, reason: unknown) => void;

/** Ends the children of the current process, which ends itself afterwards: messages that tell nothing of them are dropped. */
export function* endChildren(scheduler: Scheduler, children: Children, complain: Complain): Generator<Suspension, void, unknown> {
  children.isEnding = true;
  const { told, gone } = tellAll(scheduler, children);
  const { timers, patience } = startTimers(scheduler, children, told.values());

  function end(pid: AnyPid, reason: unknown): void {
    const child = children.get(pid);
    if (child !== undefined && !isExpectedEnd(child, reason)) complain(pid, child, reason);
  }

  while (told.size > 0 || gone.size > 0) {
    const message = yield* told.size > 0 ? receive() : receive({ after: 0 });
    if (isTimeout(message)) break;
    if (isDown(message)) {
      const pid = told.get(message.ref);
      if (pid !== undefined && told.delete(message.ref)) end(pid, message.reason);
    } else if (isExit(message)) {
      if (gone.delete(message.from)) end(message.from, message.reason);
    } else if (isRef(message)) {
      for (const pid of patience.get(message) ?? []) tellToEnd(scheduler, pid, "kill");
    }
  }
  for (const timer of timers) stopTimer(scheduler, timer);
}

/** Tells every child to end. `gone` are those that have ended unasked: their EXITs are in the mailbox, unless they have unlinked themselves. */
function tellAll(scheduler: Scheduler, children: Children): { readonly told: Map<Ref, AnyPid>; readonly gone: Set<AnyPid> } {
  const told = new Map<Ref, AnyPid>();
  const gone = new Set<AnyPid>();
  for (const [pid, { shutdown }] of children) {
    if (children.isRestarting(pid)) continue;
    if (!isThere(scheduler, pid)) {
      gone.add(pid);
      continue;
    }
    told.set(monitorChild(scheduler, pid), pid);
    unlink(scheduler, pid);
    tellToEnd(scheduler, pid, shutdown === "brutalKill" ? "kill" : "shutdown");
  }
  return { told, gone };
}

/** Starts a timer for each length of time; `patience` says who has to be gone when it has sent its ref. */
function startTimers(scheduler: Scheduler, children: Children, pids: Iterable<AnyPid>): { readonly timers: readonly Ref[]; readonly patience: ReadonlyMap<Ref, readonly AnyPid[]> } {
  const byTime = new Map<number, AnyPid[]>();
  for (const pid of pids) {
    const shutdown = children.get(pid)?.shutdown;
    if (typeof shutdown !== "number" || shutdown === Infinity) continue;
    const others = byTime.get(shutdown);
    if (others === undefined) byTime.set(shutdown, [pid]);
    else others.push(pid);
  }

  const timers = [];
  const patience = new Map<Ref, readonly AnyPid[]>();
  for (const [ms, late] of byTime) {
    const due = plainRef(scheduler);
    patience.set(due, late);
    timers.push(startTimer(scheduler, currentPid(scheduler), due, ms));
  }
  return { timers, patience };
}
