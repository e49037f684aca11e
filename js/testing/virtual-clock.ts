// A clock that stands still until it is moved.

import type { Clock } from "../../bindings/host.ts";

interface Timer {
  readonly deadline: number;
  readonly callback: () => void;
}

export interface VirtualClock extends Clock {
  /** When the next timer is due; Infinity while there is none. */
  nextDeadline(): number;
  /** Moves the clock, and calls back whom that makes due, in the order of the deadlines. */
  moveTo(time: number): void;
  /** Times that the clock was read. A runtime that runs anything reads it. */
  reads(): number;
  /** Resolves when a timer is set. */
  timerSet(): Promise<void>;
}

export function createVirtualClock(startTime: number): VirtualClock {
  let time = startTime;
  let reads = 0;
  const timers = new Set<Timer>();
  let waiters: (() => void)[] = [];

  function next(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of timers) if (first === undefined || timer.deadline < first.deadline) first = timer;
    return first;
  }

  return {
    now: () => (reads++, time),
    setTimeout: (callback, ms) => {
      const timer = { deadline: time + ms, callback };
      timers.add(timer);
      for (const wake of waiters.splice(0)) wake();
      return timer;
    },
    clearTimeout: (handle) => void timers.delete(handle as Timer),
    nextDeadline: () => next()?.deadline ?? Infinity,
    moveTo: (to) => {
      for (let timer = next(); timer !== undefined && timer.deadline <= to; timer = next()) {
        timers.delete(timer);
        time = Math.max(time, timer.deadline);
        timer.callback();
      }
      time = Math.max(time, to);
    },
    reads: () => reads,
    timerSet: () => new Promise((resolve) => waiters.push(resolve)),
  };
}
