// A clock that stands still until a test moves it, and the wait until a runtime has done what it can without time passing.

import type { Clock, Runtime } from "../../js/index.ts";

export interface VirtualClock extends Clock {
  /** Lets `ms` milliseconds pass: calls back what falls due, each at its own time, equal times in the order they were set. */
  advance(ms: number): void;
  /** Lets `ms` milliseconds pass at once, and calls back only then: a host that was busy. */
  jump(ms: number): void;
  /** Callbacks that have not been called, and not been cleared. */
  pending(): number;
  /** Milliseconds until the first of them, or Infinity. */
  next(): number;
}

interface Alarm {
  readonly at: number;
  readonly callback: () => void;
}

/** Creates a clock. `longest` is where it cuts delays, as hosts do whose timers take 31 bits. */
export function createClock(longest = Infinity): VirtualClock {
  const alarms = new Set<Alarm>();
  let time = 1_000;

  function first(): Alarm | undefined {
    let found: Alarm | undefined;
    for (const alarm of alarms) if (found === undefined || alarm.at < found.at) found = alarm;
    return found;
  }

  function callBack(end: number): void {
    for (let alarm = first(); alarm !== undefined && alarm.at <= end; alarm = first()) {
      alarms.delete(alarm);
      time = Math.max(time, alarm.at);
      alarm.callback();
    }
    time = end;
  }

  return {
    now: () => time,
    setTimeout(callback, ms) {
      if (!(ms >= 0)) throw new RangeError(`expected a delay of 0 ms or more, got ${ms}`);
      const alarm = { at: time + Math.min(ms, longest), callback };
      alarms.add(alarm);
      return alarm;
    },
    clearTimeout: (handle) => void alarms.delete(handle as Alarm),
    advance: (ms) => callBack(time + ms),
    jump(ms) {
      time += ms;
      callBack(time);
    },
    pending: () => alarms.size,
    next: () => (first()?.at ?? Infinity) - time,
  };
}

/** Resolves when the host has had a turn: all microtasks are over, and its timers and input were looked at. */
export function hostTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Resolves when no process of `runtime` is runnable, nor any async body about to make one so. */
export async function settled(runtime: Runtime): Promise<void> {
  do await hostTurn();
  while (runtime.stats().runnable > 0);
}

/** Lets time pass in steps, from alarm to alarm, and lets everything run at each. */
export async function pass(runtime: Runtime, clock: VirtualClock, ms: number): Promise<void> {
  await settled(runtime);
  for (let left = ms; left > 0; ) {
    const step = Math.min(left, clock.next());
    clock.advance(step);
    left -= step;
    await settled(runtime);
    if (step === 0 && clock.next() > left) break;
  }
}
