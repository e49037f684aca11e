// Rest: what host code may wait for, with a runtime of its own. Nobody waits for the default one.

import { PROCESSES, SUSPENDED_PROCESSES, TIMERS } from "../bindings/core.ts";
import { isTiedToRequests } from "../bindings/host-tasks.ts";
import type { HostLoop } from "./host-loop.ts";
import type { Scheduler } from "./scheduler.ts";

export interface Rest {
  /** Resolves when nothing is runnable, no timer runs, and nothing of the host is waited for. */
  idle(): Promise<void>;
  /** Resolves when no process is left. */
  emptied(): Promise<void>;
}

export function createRest({ core }: Scheduler, loop: HostLoop): Rest {
  const waiters: { readonly isOver: () => boolean; readonly resolve: () => void }[] = [];

  loop.onRest = () => {
    for (const waiter of waiters.splice(0)) {
      if (waiter.isOver()) waiter.resolve();
      else waiters.push(waiter);
    }
  };

  function when(isOver: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      if (isOver()) resolve();
      else waiters.push({ isOver, resolve });
    });
  }

  function isIdle(): boolean {
    return !loop.isScheduled() && core.runnableCount() === 0 && core.count(TIMERS) === 0 && core.count(SUSPENDED_PROCESSES) === 0;
  }

  return {
    idle: () => {
      if (isTiedToRequests) loop.wakeUp(); // what would end the wait may have been dropped
      return when(isIdle);
    },
    emptied: () => when(() => core.count(PROCESSES) === 0),
  };
}
