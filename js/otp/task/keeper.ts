// The keeper of a stream: the process that its tasks are linked with, and tell of their end. enumeration.ts has the picture.

import { ALIAS_NONE, FLAG_TRAP_EXIT } from "../../../bindings/core.ts";
import { noteOn } from "../../notes.ts";
import { PENDING, done } from "../../operation.ts";
import { slotOfPid } from "../../pid.ts";
import type { Pid, Ref } from "../../pid.ts";
import { receive } from "../../receive.ts";
import { newLink, newRef } from "../../relations.ts";
import type { Scheduler, Steps } from "../../scheduler.ts";
import { spawnProcess, undoIfThrown } from "../../spawn.ts";

/** What a keeper does. */
export interface Keeping {
  /** Handles a message. Returns whether the keeper has nothing left to do. */
  hear(message: unknown): boolean;
  /** A signal has ended the keeper, and its end will end the tasks. */
  close(): void;
  /** The keeper has ended, whatever the reason. */
  ended(reason: unknown): void;
}

/** Spawns a keeper, linked with the owner. Returns it, and what it monitors the owner by. */
export function spawnKeeper(scheduler: Scheduler, owner: Pid, trapsExits: boolean, keeping: Keeping): readonly [keeper: Pid, ownerMonitor: Ref] {
  const { core } = scheduler;
  const pid = spawnProcess(scheduler, nothing);
  const slot = slotOfPid(pid);
  // Not begun by a function: it must clean up even when a signal ends it before its first turn.
  scheduler.bodies[slot] = bodyOf(keeping);
  noteOn(scheduler, slot).onExit = ({ reason }) => keeping.ended(reason);
  core.setFlag(slot, FLAG_TRAP_EXIT, trapsExits ? 1 : 0);
  const ownerMonitor = undoIfThrown(scheduler, pid, () => {
    newLink(scheduler, slot, slotOfPid(owner));
    return newRef(scheduler, core.monitor(slot, slotOfPid(owner), ALIAS_NONE));
  });
  return [pid, ownerMonitor];
}

function nothing(): void {}

/** Hears message after message until there is nothing left to do. */
function bodyOf(keeping: Keeping): Steps {
  const messages = receive()[Symbol.iterator]();
  return {
    next() {
      for (;;) {
        const step = messages.next();
        if (step.done !== true) return PENDING;
        if (keeping.hear(step.value)) return done(undefined);
      }
    },

    return() {
      keeping.close();
      return done(undefined);
    },
  };
}
