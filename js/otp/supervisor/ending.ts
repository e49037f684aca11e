// The end of a child, as its supervisor brings it about. Erlang's supervisor:shutdown/1.
//
//   monitor ─► exit signal "shutdown" ─► DOWN within `shutdown` ms? ─► kill ─► DOWN ─► unlink, take its EXIT out
//
// It is the monitor that is waited for: a child that has unlinked itself cannot hold its supervisor up.

import { ALIAS_NONE, EXITING } from "../../../bindings/core.ts";
import type { Suspension } from "../../operation.ts";
import { generationOfPid, slotOfPid } from "../../pid.ts";
import type { AnyPid, Ref } from "../../pid.ts";
import { isNormalExit } from "../../reason.ts";
import { isTimeout, receive } from "../../receive.ts";
import { isAlive, newRef, plainRef, unlink } from "../../relations.ts";
import { currentPid } from "../../scheduler.ts";
import type { Scheduler } from "../../scheduler.ts";
import { isDown, isExit, kill, signalExit } from "../../signals.ts";
import type { Down, Exit } from "../../signals.ts";
import type { CheckedChildSpec } from "./child-spec.ts";

/** How a child ended that was told to. */
export interface Ended {
  readonly reason: unknown;
  /** Whether that is how it should end: else it is to be reported. */
  readonly isExpected: boolean;
}

/** Ends a child of the current process, and waits until it is gone. `exits` saves looking for the EXIT of each among those of many. */
export function* endChild(scheduler: Scheduler, pid: AnyPid, spec: Pick<CheckedChildSpec, "restart" | "shutdown">, exits?: ExitReader): Generator<Suspension, Ended, unknown> {
  const reason = yield* isThere(scheduler, pid) ? end(scheduler, pid, spec.shutdown) : (exits?.reasonOf(pid) ?? takeExit(pid));
  return { reason, isExpected: isExpectedEnd(spec, reason) };
}

/** Whether a child that was told to end with `reason` has done what it should. */
export function isExpectedEnd({ restart, shutdown }: Pick<CheckedChildSpec, "restart" | "shutdown">, reason: unknown): boolean {
  return reason === (shutdown === "brutalKill" ? "killed" : "shutdown") || (restart !== "permanent" && isNormalExit(reason));
}

/** The current process monitors a child that is there, even one whose end is decided. */
export function monitorChild(scheduler: Scheduler, pid: AnyPid): Ref {
  return newRef(scheduler, scheduler.core.monitor(scheduler.current, slotOfPid(pid), ALIAS_NONE));
}

/** Sends a child the exit signal `"shutdown"`, or `"kill"`. */
export function tellToEnd(scheduler: Scheduler, pid: AnyPid, reason: "shutdown" | "kill"): void {
  const slot = slotOfPid(pid);
  if (!isAlive(scheduler, pid)) return;
  if (reason === "kill") kill(scheduler, slot);
  else signalExit(scheduler, slot, currentPid(scheduler), reason);
}

/** False when a process is gone for good, its EXIT and DOWN sent. One whose end is decided is there until its next turn. */
export function isThere(scheduler: Scheduler, pid: AnyPid): boolean {
  const slot = slotOfPid(pid);
  return isAlive(scheduler, pid) || (scheduler.core.generation(slot) === generationOfPid(pid) && scheduler.core.state(slot) === EXITING);
}

/** Unlinks a child that is gone and takes its EXIT out of the mailbox. Returns the reason in it, else `otherwise`. `since` is a ref made before it came. */
export function* takeExit(pid: AnyPid, otherwise: unknown = "noproc", since?: Ref): Generator<Suspension, unknown, unknown> {
  const isItsExit = (message: unknown): message is Exit => isExit(message, pid);
  const exit = yield* receive(isItsExit, since === undefined ? { after: 0 } : { after: 0, ref: since });
  return isTimeout(exit) ? otherwise : exit.reason;
}

function* end(scheduler: Scheduler, pid: AnyPid, shutdown: number | "brutalKill"): Generator<Suspension, unknown, unknown> {
  const mark = plainRef(scheduler);
  const ref = monitorChild(scheduler, pid);
  tellToEnd(scheduler, pid, shutdown === "brutalKill" ? "kill" : "shutdown");
  const isItsDown = (message: unknown): message is Down => isDown(message, ref);
  let down = yield* receive(isItsDown, { ref: mark, after: shutdown === "brutalKill" ? Infinity : shutdown });
  if (isTimeout(down)) {
    tellToEnd(scheduler, pid, "kill");
    down = yield* receive(isItsDown, { ref: mark });
  }
  unlink(scheduler, pid);
  return yield* takeExit(pid, down.reason, mark);
}

/** Reads the EXITs of many children in the mailbox, each message once. They stay there; of a child that is no more they mean nothing. */
export interface ExitReader {
  /** The reason of a child that is gone; `"noproc"` when no EXIT tells it. */
  reasonOf(pid: AnyPid): Generator<Suspension, unknown, unknown>;
}

export function createExitReader(scheduler: Scheduler): ExitReader {
  const reasons = new Map<AnyPid, unknown>();
  let mark: Ref | undefined;
  const note = (message: unknown): boolean => {
    if (isExit(message)) reasons.set(message.from, message.reason);
    return false;
  };
  return {
    *reasonOf(pid) {
      if (!reasons.has(pid)) {
        yield* receive(note, mark === undefined ? { after: 0 } : { after: 0, ref: mark });
        mark = plainRef(scheduler); // nothing can have come in between: a receive that is over does not yield
      }
      return reasons.has(pid) ? reasons.get(pid) : "noproc";
    },
  };
}
