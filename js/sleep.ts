// Waiting without receiving: sleep and hibernate.

import { NONE, YIELDED } from "../bindings/core.ts";
import { thenOf } from "./async-body.ts";
import { NotAProcessError } from "./errors.ts";
import { PENDING, done } from "./operation.ts";
import type { Operation, Step, Suspension } from "./operation.ts";
import { callingScheduler, limitError } from "./scheduler.ts";
import type { Scheduler } from "./scheduler.ts";
import { runProcess } from "./spawn.ts";
import { checkDuration } from "./timers.ts";

/** Returns an operation that is over after `ms` milliseconds. Awaited in host code, a fresh process of `home()` sleeps. */
export function sleepOperation(ms: number, home: () => Scheduler): Operation<void> {
  checkDuration(ms);
  const operation: Operation<void> = {
    [Symbol.iterator]: () => sleeping(callingScheduler("Process.sleep()"), ms),
    get then() {
      return thenOf(operation, () => runProcess(home(), () => sleeping(callingScheduler("Process.sleep()"), ms), []) as Promise<void>);
    },
  };
  return operation;
}

/** Returns an operation that is over when there is a message, and takes none. */
export function hibernateOperation(): Operation<void> {
  const operation: Operation<void> = {
    [Symbol.iterator]: () => waking(callingScheduler("Process.hibernate()")),
    get then() {
      return thenOf(operation, () => Promise.reject(new NotAProcessError("Process.hibernate()")));
    },
  };
  return operation;
}

// A sleep is a receive that no message matches: the mailbox fills, and only the timer counts.
function sleeping(scheduler: Scheduler, ms: number): IterableIterator<Suspension, undefined, unknown> {
  const { core } = scheduler;
  let hasYielded = false;
  core.beginReceive();
  return {
    [Symbol.iterator]() {
      return this;
    },
    next(): Step<undefined> {
      if (ms === 0) {
        if (hasYielded) return done(undefined);
        hasYielded = true;
        core.yieldTurn();
        return PENDING;
      }
      if (ms === Infinity) {
        core.wait();
        return PENDING;
      }
      const isOver = core.waitFor(ms);
      if (isOver < 0) throw limitError(scheduler, isOver);
      return isOver === 0 ? PENDING : done(undefined);
    },
  };
}

function waking(scheduler: Scheduler): Iterator<Suspension, undefined, unknown> {
  const { core } = scheduler;
  core.beginReceive();
  return {
    next(): Step<undefined> {
      const place = core.look();
      if (place === NONE) core.wait();
      return place === NONE || place === YIELDED ? PENDING : done(undefined);
    },
  };
}
