import { describe, expect, it } from "vitest";
import { EXITING, FLAG_TIMED_OUT, LEFT_TIMERS, NONE, PROCESSES, RUNNABLE, TIMERS, WAITING } from "../../bindings/core.ts";
import type { Core } from "../../bindings/core.ts";
import { open, spawnCurrent, spawnWaiting, times, turn, untilNone } from "./open.ts";
import { createRandom } from "./random.ts";

const DAY = 86_400_000;

/** A delay on each side of every border between the levels of the wheel. */
const delays = [0, 1, 2, 255, 256, 257, 65_535, 65_536, 65_537, 2 ** 24 - 1, 2 ** 24, 2 ** 24 + 1, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 60 * DAY];

function stop(core: Core, index: number): number {
  return core.stopTimer(index, core.timerGeneration(index));
}

/** Takes the expired timers in their order. */
function expired(core: Core): number[] {
  return untilNone(() => {
    const index = core.firstExpired();
    if (index !== NONE) stop(core, index);
    return index;
  });
}

/** Reads the clock exactly when the core asks for it, until all timers have expired. Returns when each did. */
function runToEnd(core: Core, timers: readonly number[]): number[] {
  const at = new Map<number, number>();
  while (core.count(TIMERS) > 0) {
    const now = core.nextDeadline();
    core.advance(now);
    for (const index of expired(core)) at.set(index, now);
  }
  return timers.map((index) => at.get(index) ?? NaN);
}

describe("a timer", () => {
  it("expires exactly at its deadline when the clock is read as nextDeadline asks", () => {
    for (const start of [0, 1, 255, 256, 1_000_003, 2 ** 32 - 5, 2 ** 32, 70 * DAY]) {
      const core = open();
      core.advance(start);
      const timers = delays.map((delay) => core.startTimer(NONE, delay));

      expect(runToEnd(core, timers)).toEqual(delays.map((delay) => start + delay));
    }
  });

  it("never fires early, whatever the steps of the clock", () => {
    const random = createRandom(1);
    const core = open();
    const due = new Map<number, number>();
    let now = 0;

    for (let round = 0; round < 20_000; round++) {
      core.advance(now);
      for (const index of expired(core)) {
        expect(due.get(index)).toBeLessThanOrEqual(now);
        due.delete(index);
      }
      for (const deadline of due.values()) expect(deadline).toBeGreaterThan(Math.floor(now) - 1);
      if (due.size < 5) {
        const delay = random.upTo(random.pick([3, 300, 70_000, DAY, 60 * DAY])) + random.pick([0, 0.25]);
        due.set(core.startTimer(NONE, delay), now + delay);
      }
      core.advance(now);
      now += random.upTo(random.pick([2, 300, 70_000, DAY, 60 * DAY])) / random.pick([1, 4]);
    }
  });

  it("fires in the order of deadlines", () => {
    const random = createRandom(2);
    const core = open();
    const started = times(2_000, () => {
      const delay = random.upTo(random.pick([10, 1_000, 100_000, 60 * DAY]));
      return { index: core.startTimer(NONE, delay), delay };
    });
    core.advance(0);

    core.advance(100 * DAY);

    const inOrder = started.sort((a, b) => a.delay - b.delay).map(({ index }) => index);
    expect(expired(core)).toEqual(inOrder);
  });

  it("fires in the order of start at equal deadlines, however far ahead it was started", () => {
    const deadline = 2 ** 32 + 2 ** 24 + 2 ** 16 + 2 ** 8 + 1;
    const core = open();

    const timers = [deadline, 2 ** 31, 2 ** 24, 2 ** 20, 2 ** 16, 300, 256, 255, 2, 1, 0].map((ahead) => {
      core.advance(deadline - ahead);
      const timer = core.startTimer(NONE, ahead);
      core.advance(deadline - ahead);
      return timer;
    });

    expect(expired(core)).toEqual(timers);
  });

  it("counts its delay from the next reading of the clock", () => {
    const core = open();
    core.advance(1_000);
    const timer = core.startTimer(NONE, 10);
    expect(core.timeLeft(timer, 1, 5_000)).toBe(10);

    core.advance(2_000);
    expect(core.timeLeft(timer, 1, 2_004)).toBe(6);

    core.advance(2_009.9);
    expect(core.firstExpired()).toBe(NONE);
    core.advance(2_010);
    expect(core.firstExpired()).toBe(timer);
    expect(core.timeLeft(timer, 1, 3_000)).toBe(0);
  });

  it("rounds its deadline up to a whole millisecond", () => {
    const core = open();
    const timer = core.startTimer(NONE, 0.5);
    core.advance(0.1);

    core.advance(0.7);
    expect(core.firstExpired()).toBe(NONE);
    core.advance(1);
    expect(core.firstExpired()).toBe(timer);
  });

  it("that has ended is not found by its name, nor is the next by it", () => {
    const core = open();
    const timer = core.startTimer(NONE, 10);
    expect(stop(core, timer)).toBe(1);

    expect(core.stopTimer(timer, 1)).toBe(0);
    expect(core.startTimer(NONE, 10)).toBe(timer);
    expect([core.stopTimer(timer, 1), core.timeLeft(timer, 1, 0)]).toEqual([0, -1]);
    expect(core.timeLeft(timer, 2, 0)).toBe(10);
  });

  it("can be stopped on every list it can be on", () => {
    for (const delay of delays) {
      const core = open();
      const timers = times(3, () => core.startTimer(NONE, delay));
      const before = core.startTimer(NONE, delay);
      stop(core, before);
      core.advance(0);

      expect(stop(core, timers[1]!)).toBe(1);
      core.advance(100 * DAY);
      expect(stop(core, timers[0]!)).toBe(1);

      expect([core.firstExpired(), core.count(TIMERS)]).toEqual([timers[2], 1]);
      stop(core, timers[2]!);
      expect([core.nextDeadline(), core.count(TIMERS)]).toEqual([Infinity, 0]);
    }
  });
});

describe("nextDeadline", () => {
  it("is Infinity without timers", () => {
    expect(open().nextDeadline()).toBe(Infinity);
  });

  it("is the last reading of the clock while a timer is pending or has to send", () => {
    const core = open();
    core.advance(500);
    const timer = core.startTimer(NONE, 1);
    expect(core.nextDeadline()).toBe(500);

    core.advance(501);
    core.advance(502);
    expect(core.nextDeadline()).toBe(502);

    stop(core, timer);
    expect(core.nextDeadline()).toBe(Infinity);
  });

  it("is never after the first deadline, and asks for few readings on the way there", () => {
    for (const delay of delays.filter((delay) => delay > 0)) {
      const core = open();
      core.startTimer(NONE, delay);
      core.advance(0);
      let readings = 0;

      for (; core.firstExpired() === NONE; readings++) {
        expect(core.nextDeadline()).toBeLessThanOrEqual(delay);
        core.advance(core.nextDeadline());
      }

      expect(readings).toBeLessThanOrEqual(5);
    }
  });
});

describe("a timer that sends to a process", () => {
  it("is on the list of that process until it is stopped", () => {
    const core = open();
    const slot = spawnWaiting(core);
    const [a, b, c] = times(3, () => core.startTimer(slot, 10));
    const list = (): number[] => untilNone(() => {
      const index = core.firstTimer(slot);
      if (index !== NONE) stop(core, index);
      return index;
    });

    stop(core, b!);
    core.advance(0);
    core.advance(10);

    expect(core.state(slot)).toBe(WAITING);
    expect(new Set(list())).toEqual(new Set([a, c]));
    expect([core.firstExpired(), core.count(TIMERS)]).toEqual([NONE, 0]);
  });

  it("is left by a process that ends", () => {
    const core = open();
    const slot = spawnCurrent(core);
    const timer = core.startTimer(slot, 10);

    expect(core.exit(slot)).toBe(LEFT_TIMERS);
    expect(core.firstTimer(slot)).toBe(timer);
    stop(core, timer);
    core.free(slot);

    expect(core.count(PROCESSES)).toBe(0);
  });
});

describe("waitFor", () => {
  it("wakes the process when the time is over, and returns 1 then", () => {
    const core = open();
    const slot = spawnCurrent(core);
    expect(core.waitFor(100)).toBe(0);
    core.advance(0);

    core.advance(99);
    expect(core.state(slot)).toBe(WAITING);
    core.advance(100);

    expect([core.state(slot), core.flags(slot), core.count(TIMERS)]).toEqual([RUNNABLE, FLAG_TIMED_OUT, 0]);
    turn(core);
    expect([core.waitFor(100), core.flags(slot)]).toEqual([1, 0]);
  });

  it("counts from the first call of a receive, not from the latest", () => {
    const core = open();
    const slot = spawnCurrent(core);
    core.waitFor(100);
    core.advance(0);

    core.advance(60);
    core.send(slot, core.generation(slot));
    turn(core);
    core.waitFor(100);
    core.advance(100);

    expect([core.state(slot), core.count(TIMERS)]).toEqual([RUNNABLE, 0]);
  });

  it("leaves no timer when the receive has got its message", () => {
    const core = open();
    const slot = spawnCurrent(core);
    core.beginReceive();
    core.waitFor(100);
    core.advance(0);
    const message = core.send(slot, core.generation(slot));
    core.advance(100);

    turn(core);
    expect([core.look(NONE, NONE), core.accept(message)]).toEqual([message, 1]);

    expect([core.count(TIMERS), core.flags(slot)]).toEqual([0, 0]);
    core.beginReceive();
    expect(core.waitFor(100)).toBe(0);
  });

  it("leaves no timer when another receive begins", () => {
    const core = open();
    const slot = spawnCurrent(core);
    core.waitFor(100);
    core.send(slot, core.generation(slot));
    expect([turn(core), core.count(TIMERS)]).toEqual([slot, 1]);

    core.beginReceive();

    expect([core.count(TIMERS), core.nextDeadline()]).toEqual([0, Infinity]);
  });

  it("leaves no timer when the process is told to end", () => {
    const core = open();
    const slot = spawnCurrent(core);
    core.waitFor(100);
    core.advance(0);

    core.terminate(slot);

    expect([core.count(TIMERS), core.nextDeadline(), core.state(slot)]).toEqual([0, Infinity, EXITING]);
  });
});

describe("many timers", () => {
  it("take no more memory the second time", () => {
    const core = open();
    const round = (): void => {
      times(10_000, (index) => core.startTimer(NONE, index * 1_000));
      core.advance(0);
      core.advance(DAY);
      expired(core);
    };

    round();
    const memoryBytes = core.memoryBytes();
    round();

    expect([core.count(TIMERS), core.memoryBytes()]).toEqual([0, memoryBytes]);
  });
});
