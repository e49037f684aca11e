// Timers that send: what the wheel of the core cannot hold, the destination and the message.

import { NONE } from "../bindings/core.ts";
import { copy } from "./copy.ts";
import { deliverTo } from "./deliver.ts";
import { inspect } from "./inspect.ts";
import { whereis } from "./names.ts";
import type { ServerName } from "./names.ts";
import { checkDuration } from "./options.ts";
import { Ref, RefKind, generationOfPid, generationOfRef, indexOfRef, isPid, kindOfRef, slotOfPid } from "./pid.ts";
import type { AnyPid } from "./pid.ts";
import { limitError, log, now } from "./scheduler.ts";
import type { Scheduler } from "./scheduler.ts";

/** Starts a timer that sends a copy of `message`. A timer to a process that has ended is over at once. */
export function startTimer(scheduler: Scheduler, destination: AnyPid | ServerName, message: unknown, ms: number): Ref {
  const { core, sends } = scheduler;
  checkDuration(ms);
  const copied = copy(message);
  const isToPid = isPid(destination);
  if (ms === Infinity || (isToPid && core.isAlive(slotOfPid(destination), generationOfPid(destination)) === 0)) {
    return new Ref(scheduler, RefKind.timer, NONE, NONE);
  }
  const index = core.startTimer(isToPid ? slotOfPid(destination) : NONE, ms);
  if (index < 0) throw limitError(scheduler, index);
  const ref = new Ref(scheduler, RefKind.timer, index, core.timerGeneration(index));
  sends[index] = () => fire(scheduler, destination, copied);
  scheduler.fireTimers = fireTimers;
  scheduler.stopTimers = stopTimers;
  if (!scheduler.isRunning) scheduler.wakeUp();
  return ref;
}

/** Stops a timer. Returns the milliseconds that were left, or false when it was not running. */
export function stopTimer(scheduler: Scheduler, ref: Ref): number | false {
  const left = timeLeft(scheduler, ref);
  if (left === false) return false;
  scheduler.sends[indexOfRef(ref)] = undefined;
  scheduler.core.stopTimer(indexOfRef(ref), generationOfRef(ref));
  // The host's timer may be the only thing that keeps a program alive.
  if (!scheduler.isRunning) scheduler.wakeUp();
  return left;
}

/** Milliseconds until a timer sends, or false when it is not running. */
export function timeLeft(scheduler: Scheduler, ref: Ref): number | false {
  if (kindOfRef(ref) !== RefKind.timer) return false;
  const left = scheduler.core.timeLeft(indexOfRef(ref), generationOfRef(ref), now(scheduler));
  return left < 0 ? false : Math.ceil(left);
}

/** Timers that send at one reading of the clock. They take a millisecond: more at once would keep the host beyond its slice. */
const MOST_AT_ONCE = 4_096;

/** Sends what the expired timers had to send, the others at the next reading. A name is looked up now; nobody there is no error. */
function fireTimers(scheduler: Scheduler): void {
  const { core, sends } = scheduler;
  let left = MOST_AT_ONCE;
  for (let index = core.firstExpired(); index !== NONE && left > 0; index = core.firstExpired(), left--) {
    const send = sends[index];
    sends[index] = undefined;
    core.stopTimer(index, core.timerGeneration(index));
    send?.();
  }
}

/** Stops the timers to a process that has ended. */
function stopTimers(scheduler: Scheduler, slot: number): void {
  const { core, sends } = scheduler;
  for (let timer = core.firstTimer(slot); timer !== NONE; timer = core.firstTimer(slot)) {
    sends[timer] = undefined;
    core.stopTimer(timer, core.timerGeneration(timer));
  }
}

/** What a timer does that sends `message`. */
export function fire(scheduler: Scheduler, destination: AnyPid | ServerName, message: unknown): void {
  try {
    const pid = isPid(destination) ? destination : whereis(scheduler, destination as ServerName);
    if (pid === undefined) return;
    deliverTo(scheduler, pid, message);
  } catch (error) {
    log(scheduler, "error", `A timer could not send to ${inspect(destination)}: ${inspect(error)}`);
  }
}
