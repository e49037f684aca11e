// Waiting without receiving: sleep and hibernate. What they must remember of a process is in the core, so that an
// operation is at most one small object, and giving up the turn none.

import { NONE, YIELDED } from "../bindings/core.ts";
import { thenOf } from "./async-body.ts";
import { NotAProcessError } from "./errors.ts";
import { PENDING, done } from "./operation.ts";
import type { Operation, Step, Suspension } from "./operation.ts";
import { checkDuration } from "./options.ts";
import { callingScheduler } from "./scheduler.ts";
import type { Scheduler } from "./scheduler.ts";
import { runProcess } from "./spawn.ts";
import { isWaitOver } from "./wait.ts";

/** A sleep is a receive that no message matches: the mailbox fills, and only the timer counts. */
class Sleep implements Operation<void>, Iterator<Suspension, undefined, unknown> {
  readonly #ms: number;
  readonly #home: () => Scheduler;

  constructor(ms: number, home: () => Scheduler) {
    this.#ms = ms;
    this.#home = home;
  }

  [Symbol.iterator](): this {
    callingScheduler("Process.sleep()").core.beginReceive();
    return this;
  }

  next(): Step<undefined> {
    const scheduler = callingScheduler("Process.sleep()");
    const isOver = this.#ms === 0 ? scheduler.core.yieldOnce() !== 0 : isWaitOver(scheduler, this.#ms);
    return isOver ? done(undefined) : PENDING;
  }

  get then(): PromiseLike<void>["then"] {
    return thenOf(this, () => runProcess(this.#home(), () => this, []) as Promise<void>, this.#ms === Infinity);
  }
}

const hibernation: Operation<void> & Iterator<Suspension, undefined, unknown> = {
  [Symbol.iterator]() {
    callingScheduler("Process.hibernate()").core.beginReceive();
    return hibernation;
  },

  next(): Step<undefined> {
    const { core } = callingScheduler("Process.hibernate()");
    const place = core.look(NONE, NONE);
    if (place === NONE) core.wait();
    return place === NONE || place === YIELDED ? PENDING : done(undefined);
  },

  get then() {
    return thenOf(hibernation, () => Promise.reject(new NotAProcessError("Process.hibernate()")), true);
  },
};

let givingUpTheTurn: Sleep | undefined;

/** Returns an operation that is over after `ms` milliseconds. Awaited in host code, a fresh process of `home()` sleeps. */
export function sleepOperation(ms: number, home: () => Scheduler): Operation<void> {
  checkDuration(ms);
  return ms === 0 ? (givingUpTheTurn ??= new Sleep(0, home)) : new Sleep(ms, home);
}

/** Returns the operation that is over when there is a message, and takes none. */
export function hibernateOperation(): Operation<void> {
  return hibernation;
}
