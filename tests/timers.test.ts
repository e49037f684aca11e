import { describe, expect, it } from "vitest";
import { Process, createRuntime, exit, makeRef, receive, self, send, spawn, timeout } from "../js/index.ts";
import type { Pid, Runtime } from "../js/index.ts";
import { createClock, hostTurn, pass, settled } from "./support/clock.ts";
import type { VirtualClock } from "./support/clock.ts";

const DAY_MS = 86_400_000;

function start(longest?: number): { runtime: Runtime; clock: VirtualClock } {
  const clock = createClock(longest);
  return { clock, runtime: createRuntime({ clock, logger: false }) };
}

/** A process that notes when its messages come. */
function recorder(runtime: Runtime, clock: VirtualClock): { pid: Pid; seen: (readonly [message: unknown, at: number])[] } {
  const seen: (readonly [unknown, number])[] = [];
  const began = clock.now();
  const pid = runtime.spawn(function* () {
    for (;;) seen.push([yield* receive(), clock.now() - began]);
  });
  return { pid, seen };
}

describe("sendAfter", () => {
  it("sends at its time, and not a fraction of a millisecond before", async () => {
    const { runtime, clock } = start();
    const { pid, seen } = recorder(runtime, clock);
    Process.sendAfter(pid, "tick", 10);
    await settled(runtime);

    await pass(runtime, clock, 9.999);
    expect(seen).toEqual([]);

    await pass(runtime, clock, 0.001);
    expect(seen).toEqual([["tick", 10]]);
  });

  it.each([0.1, 0.5, 1.5, 7.25, 63.9, 64.1, 4_095.5, 262_143.75, 16_777_215.5])("is never early for %d ms, nor 2 ms late", async (ms) => {
    const { runtime, clock } = start();
    clock.advance(0.3);
    const { pid, seen } = recorder(runtime, clock);
    Process.sendAfter(pid, "tick", ms);

    await pass(runtime, clock, ms + 2);

    expect(seen).toHaveLength(1);
    expect(seen[0]?.[1]).toBeGreaterThanOrEqual(ms);
    expect(seen[0]?.[1]).toBeLessThan(ms + 2);
  });

  it("sends in the order of the deadlines, whatever the order in which they were set", async () => {
    const { runtime, clock } = start();
    const { pid, seen } = recorder(runtime, clock);
    const delays = [500, 3, 70, 4_200, 3_999, 1, 64, 65, 63, 128, 2, 300_000];
    for (const delay of delays) Process.sendAfter(pid, delay, delay);

    await pass(runtime, clock, 300_000);

    expect(seen).toEqual([...delays].sort((a, b) => a - b).map((delay) => [delay, delay]));
  });

  it("sends in the order of the deadlines when many are over at one look at the clock", async () => {
    const { runtime, clock } = start();
    const { pid, seen } = recorder(runtime, clock);
    const delays = Array.from({ length: 500 }, (_, index) => (index * 7_919) % 5_003);
    for (const delay of delays) Process.sendAfter(pid, delay, delay);
    await settled(runtime);

    clock.jump(10_000);
    await settled(runtime);

    expect(seen.map(([message]) => message)).toEqual([...delays].sort((a, b) => a - b));
  });

  it("sends equal deadlines in the order in which they were set", async () => {
    const { runtime, clock } = start();
    const { pid, seen } = recorder(runtime, clock);
    for (let index = 0; index < 100; index++) Process.sendAfter(pid, index, 5);

    await pass(runtime, clock, 5);

    expect(seen.map(([message]) => message)).toEqual(Array.from({ length: 100 }, (_, index) => index));
  });

  it("is asynchronous with 0 ms: a message sent right after it comes first", async () => {
    const { runtime } = start();

    const messages = await runtime.run(function* () {
      Process.sendAfter(self(), "timer", 0);
      send(self(), "sent");
      return [yield* receive(), yield* receive()];
    });

    expect(messages).toEqual(["sent", "timer"]);
  });

  it("copies the message when it is called", async () => {
    const { runtime, clock } = start();
    const { pid, seen } = recorder(runtime, clock);
    const message = { text: "before" };

    Process.sendAfter(pid, message, 5);
    message.text = "after";
    await pass(runtime, clock, 5);

    expect(seen).toEqual([[{ text: "before" }, 5]]);
  });

  it("looks a name up when the time has come, and nobody there is no error", async () => {
    const { runtime, clock } = start();
    const { pid, seen } = recorder(runtime, clock);
    await runtime.run(() => {
      Process.sendAfter("later", "lost", 5);
      Process.sendAfter("later", "found", 10);
    });

    await pass(runtime, clock, 7);
    Process.register(pid, "later");
    await pass(runtime, clock, 7);

    expect(seen).toEqual([["found", 10]]);
    await runtime.idle();
  });

  it("never sends with Infinity, and keeps nothing for it", async () => {
    const { runtime, clock } = start();
    const { pid } = recorder(runtime, clock);
    await settled(runtime);

    const timer = Process.sendAfter(pid, "never", Infinity);
    await settled(runtime);

    expect(Process.readTimer(timer)).toBe(false);
    expect([clock.pending(), runtime.stats().timers]).toEqual([0, 0]);
  });

  it("ends with the process that it is to send to", async () => {
    const { runtime, clock } = start();
    const pid = runtime.spawn(() => receive());
    const timers = [10, 20_000, 60 * DAY_MS].map((ms) => Process.sendAfter(pid, "lost", ms));
    await settled(runtime);

    Process.exit(pid, "kill");
    await runtime.idle();

    expect(timers.map((timer) => Process.readTimer(timer))).toEqual([false, false, false]);
    expect([clock.pending(), runtime.stats().timers]).toEqual([0, 0]);
    expect(Process.sendAfter(pid, "lost", 5)).not.toBe(undefined);
    await runtime.idle();
  });

  it.each([undefined, 2 ** 31 - 1])("keeps a timer of 60 days, on a host whose longest is %s", async (longest) => {
    const { runtime, clock } = start(longest);
    const { pid, seen } = recorder(runtime, clock);
    const timer = Process.sendAfter(pid, "spring", 60 * DAY_MS);

    await pass(runtime, clock, 60 * DAY_MS - 1);
    expect(seen).toEqual([]);
    expect(Process.readTimer(timer)).toBe(1);

    await pass(runtime, clock, 1);
    expect(seen).toEqual([["spring", 60 * DAY_MS]]);
  });
});

describe("a clock that is set back", () => {
  it("goes on from there: no timer is early, and none waits for the time that has passed already", async () => {
    let behind = 0;
    const clock = createClock();
    const runtime = createRuntime({ logger: false, clock: { ...clock, now: () => clock.now() - behind } });
    const ended: string[] = [];
    const sleeper = (name: string, ms: number) => function* () {
      yield* Process.sleep(ms);
      ended.push(name);
    };
    runtime.spawn(sleeper("before", 100));
    await pass(runtime, clock, 50);
    await runtime.run(() => {}); // which reads the clock

    behind = 3_600_000;
    runtime.spawn(sleeper("after", 100));
    await pass(runtime, clock, 49);
    expect(ended).toEqual([]);
    await pass(runtime, clock, 1);
    expect(ended).toEqual(["before"]);
    await pass(runtime, clock, 49);
    expect(ended).toEqual(["before"]);
    await pass(runtime, clock, 1);
    expect(ended).toEqual(["before", "after"]);
  });
});

describe("cancelTimer and readTimer", () => {
  it("tell the milliseconds that are left, and false once the timer has sent", async () => {
    const { runtime, clock } = start();
    const { pid, seen } = recorder(runtime, clock);
    const timer = Process.sendAfter(pid, "tick", 100);
    const readings: unknown[] = [Process.readTimer(timer)];

    for (const ms of [30, 0.5, 69, 0.5]) {
      await pass(runtime, clock, ms);
      readings.push(Process.readTimer(timer));
    }

    expect(readings).toEqual([100, 70, 70, 1, false]);
    expect(Process.cancelTimer(timer)).toBe(false);
    expect(seen).toEqual([["tick", 100]]);
  });

  it("stop a timer, which then never sends and leaves nothing with the host", async () => {
    const { runtime, clock } = start();
    const { pid, seen } = recorder(runtime, clock);
    const timer = Process.sendAfter(pid, "tick", 100);
    await pass(runtime, clock, 40);

    expect(Process.cancelTimer(timer)).toBe(60);
    expect(Process.cancelTimer(timer)).toBe(false);
    await runtime.idle();

    expect(clock.pending()).toBe(0);
    clock.advance(1_000);
    await settled(runtime);
    expect(seen).toEqual([]);
  });

  it("never take a later timer for one that is over", async () => {
    const { runtime, clock } = start();
    const { pid, seen } = recorder(runtime, clock);
    const stale = Array.from({ length: 50 }, () => Process.sendAfter(pid, "stale", 1));
    await pass(runtime, clock, 1);
    const fresh = Array.from({ length: 50 }, () => Process.sendAfter(pid, "fresh", 1));

    for (const timer of stale) expect([Process.readTimer(timer), Process.cancelTimer(timer)]).toEqual([false, false]);
    await pass(runtime, clock, 1);

    expect(fresh.map((timer) => Process.readTimer(timer))).not.toContain(1);
    expect(seen.filter(([message]) => message === "fresh")).toHaveLength(50);
  });

  it("answer false to a ref that is no timer's", async () => {
    const { runtime } = start();

    const answers = await runtime.run(() => [makeRef(), Process.alias()].map((ref) => [Process.readTimer(ref), Process.cancelTimer(ref)]));

    expect(answers).toEqual([[false, false], [false, false]]);
  });

  it("may be used by another process than the one that started the timer", async () => {
    const { runtime } = start();

    const left = await runtime.run(function* () {
      const timer = Process.sendAfter(self(), "tick", 50);
      spawn((to: Pid) => send(to, Process.cancelTimer(timer)), self());
      return yield* receive();
    });

    expect(left).toBe(50);
  });
});

describe("receive with after", () => {
  it("returns timeout at its time, counted from the beginning of the receive", async () => {
    const { runtime, clock } = start();
    const began = clock.now();
    const result = runtime.run(function* () {
      const message = yield* receive((m) => m === "wanted", { after: 20 });
      return [message, clock.now() - began];
    });
    const [pid] = await runtime.run(() => Process.list());
    await settled(runtime);

    for (let index = 0; index < 4; index++) {
      if (pid !== undefined) send(pid, index);
      await pass(runtime, clock, 5);
    }

    expect(await result).toEqual([timeout, 20]);
  });

  it("leaves no timer when a message comes in time", async () => {
    const { runtime, clock } = start();
    const result = runtime.run(function* () {
      Process.sendAfter(self(), "tick", 10);
      return yield* receive({ after: 50_000 });
    });

    await pass(runtime, clock, 10);

    expect(await result).toBe("tick");
    await runtime.idle();
    expect([runtime.stats().timers, clock.pending()]).toEqual([0, 0]);
  });

  it("looks through what is there with 0, and does not block", async () => {
    const { runtime } = start();

    const results = await runtime.run(function* () {
      send(self(), 1);
      send(self(), 2);
      const found = yield* receive((m) => m === 2, { after: 0 });
      return [found, yield* receive((m) => m === 2, { after: 0 }), yield* receive({ after: 0 }), yield* receive({ after: 0 })];
    });

    expect(results).toEqual([2, timeout, 1, timeout]);
  });
});

describe("sleep", () => {
  it("ends at its time while messages gather", async () => {
    const { runtime, clock } = start();
    const result = runtime.run(function* () {
      const began = clock.now();
      for (const ms of [3, 7, 10, 12]) Process.sendAfter(self(), ms, ms);
      yield* Process.sleep(10);
      return [clock.now() - began, Process.info(self())?.messageQueueLength];
    });

    await pass(runtime, clock, 10);

    expect(await result).toEqual([10, 3]);
  });

  it("wakes each of many sleepers at its own time", async () => {
    const { runtime, clock } = start();
    const woken: number[] = [];
    const delays = Array.from({ length: 2_000 }, (_, index) => (index * 7_919) % 10_007);
    for (const delay of delays) {
      runtime.spawn(function* () {
        const began = clock.now();
        yield* Process.sleep(delay);
        woken.push(clock.now() - began);
      });
    }

    await pass(runtime, clock, 10_007);

    expect(woken).toEqual([...delays].sort((a, b) => a - b));
  });

  it("is ended by an exit signal, and leaves no timer", async () => {
    const { runtime, clock } = start();
    const pid = runtime.spawn(function* () {
      yield* Process.sleep(30 * DAY_MS);
    });
    await settled(runtime);
    expect(clock.pending()).toBe(1);

    Process.exit(pid, "shutdown");
    await runtime.idle();

    expect([clock.pending(), runtime.stats().timers]).toEqual([0, 0]);
  });
});

describe("idle", () => {
  it("waits for the last timer, and leaves the host's timers alone", async () => {
    const { runtime, clock } = start();
    const order: string[] = [];
    runtime.spawn(function* () {
      yield* Process.sleep(5);
      yield* Process.sleep(5);
      order.push("slept");
      exit("done");
    });
    const idle = runtime.idle().then(() => order.push("idle"));

    await pass(runtime, clock, 9);
    await hostTurn();
    expect(order).toEqual([]);

    await pass(runtime, clock, 1);
    await idle;
    expect(order).toEqual(["slept", "idle"]);
    expect(clock.pending()).toBe(0);
  });
});
