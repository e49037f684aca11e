// Runtimes for tests: time that is moved by hand, and an order that is drawn by lot.

import { describe, expect, it } from "vitest";
import { GenServer, Process, RuntimeStoppedError, isTimeout, receive, self, send, spawn, until } from "../../js/index.ts";
import { createTestRuntime } from "../../js/testing/index.ts";
import { evaluateCompiled } from "../preempt/evaluate.ts";

const DAY = 86_400_000;

describe("the clock of a test runtime", () => {
  it("stands still until it is moved", async () => {
    await using runtime = createTestRuntime();
    let isAwake = false;
    const slept = runtime.run(function* () {
      yield* Process.sleep(10);
      isAwake = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 30));

    expect([isAwake, runtime.now()]).toEqual([false, 0]);

    await runtime.advance(9);

    expect([isAwake, runtime.now()]).toEqual([false, 9]);

    await runtime.advance(1);
    await slept;

    expect([isAwake, runtime.now()]).toEqual([true, 10]);
  });

  it("begins at startTime", async () => {
    await using runtime = createTestRuntime({ startTime: 1_000.5 });
    await runtime.advance(0.25);

    expect(runtime.now()).toBe(1_000.75);
  });

  it("goes from timer to timer, and lets each have its consequences before the next", async () => {
    await using runtime = createTestRuntime();
    const seen: [string, number][] = [];
    const sleeper = function* (name: string, ms: number, times: number) {
      for (let i = 0; i < times; i++) {
        yield* Process.sleep(ms);
        seen.push([name, runtime.now()]);
      }
    };
    runtime.spawn(sleeper, "slow", 70, 2);
    runtime.spawn(sleeper, "fast", 30, 4);
    await runtime.advance(140);

    expect(seen).toEqual([["fast", 30], ["fast", 60], ["slow", 70], ["fast", 90], ["fast", 120], ["slow", 140]]);
  });

  it("is moved by calls that follow each other, awaited or not", async () => {
    await using runtime = createTestRuntime();
    const woken = runtime.run(function* () {
      yield* Process.sleep(30);
      return runtime.now();
    });
    await Promise.all([runtime.advance(10), runtime.advance(10), runtime.advance(10)]);

    expect([await woken, runtime.now()]).toEqual([30, 30]);
  });

  it("is moved from where it stands, when something else moves it too", async () => {
    await using runtime = createTestRuntime();
    runtime.spawn(function* () {
      for (let i = 0; i < 100; i++) yield* Process.sleep(100);
    });
    const idle = runtime.runUntilIdle();
    while (runtime.now() < 300) await new Promise((resolve) => setTimeout(resolve));
    const before = runtime.now();
    await runtime.advance(2_000);

    expect(runtime.now()).toBeGreaterThanOrEqual(before + 2_000);
    await idle;
  });

  it("is moved by a process, too", async () => {
    await using runtime = createTestRuntime();

    expect(await runtime.run(function* () {
      const child = spawn(function* () { send((yield* Process.sleep(20), yield* receive()) as never, runtime.now() as never); });
      send(child, self());
      yield* until(runtime.advance(30));
      return [yield* receive(), runtime.now()];
    })).toEqual([20, 30]);
  });

  it("serves receives with a limit, calls, timers that send, and async bodies", async () => {
    await using runtime = createTestRuntime();
    const mute = GenServer.define({ init: () => ({ state: 0 }), handleCall: (_request: string, _from, state) => ({ state }) });
    const outcome = runtime.run(async () => {
      const timer = Process.sendAfter(self(), "late", 2 * DAY);
      const nothing = await receive({ after: DAY });
      const server = await GenServer.start(mute);
      const refusal = await GenServer.call(server, "anyone?").then(String, (error: Error) => error.name);
      return [isTimeout(nothing), refusal, Process.readTimer(timer), await receive()];
    });
    await runtime.advance(3 * DAY);

    expect(await outcome).toEqual([true, "CallTimeoutError", DAY - 5_000, "late"]);
  });

  it("is not moved beside a compiled loop that never ends, and the host has its turns until somebody kills it", async () => {
    await using runtime = createTestRuntime();
    const pid = runtime.spawn(evaluateCompiled("exports.body = function* () { for (;;); };")["body"] as unknown as () => unknown);
    let isMoved = false;
    const moved = runtime.advance(1).then(() => (isMoved = true));
    await new Promise((resolve) => setTimeout(resolve, 30));

    expect(isMoved).toBe(false);

    Process.exit(pid, "kill");
    await moved;

    expect(runtime.now()).toBe(1);
  });

  it("takes a day of ten thousand ticks in no time", async () => {
    await using runtime = createTestRuntime();
    let ticks = 0;
    runtime.spawn(function* () {
      for (;;) {
        yield* Process.sleep(8_640);
        ticks++;
      }
    });
    await runtime.advance(DAY);

    expect(ticks).toBe(10_000);
  });
});

describe("runUntilIdle", () => {
  it("moves the clock until no timer is left", async () => {
    await using runtime = createTestRuntime();
    const result = runtime.run(function* () {
      const child = spawn(function* () {
        yield* Process.sleep(DAY);
        send((yield* receive()) as never, "done" as never);
      });
      send(child, self());
      return yield* receive();
    });
    await runtime.runUntilIdle();

    expect([await result, runtime.now()]).toEqual(["done", DAY]);
  });

  it("waits for promises of the host, and goes on after them", async () => {
    await using runtime = createTestRuntime();
    const result = runtime.run(function* () {
      const value = yield* until(new Promise((resolve) => setTimeout(resolve, 20, "of the host")));
      yield* Process.sleep(DAY);
      return value;
    });
    await runtime.runUntilIdle();

    expect([await result, runtime.now()]).toEqual(["of the host", DAY]);
  });

  it("leaves those alone who wait for a message", async () => {
    await using runtime = createTestRuntime();
    const pid = runtime.spawn(() => receive());
    await runtime.runUntilIdle();

    expect(runtime.stats().processes).toBe(1);
    runtime.send(pid, "enough");
    await runtime.runUntilIdle();

    expect(runtime.stats().processes).toBe(0);
  });
});

describe("a body that fails", () => {
  it("rejects the promise of its run, which is awaited once the clock was moved", async () => {
    await using runtime = createTestRuntime();
    const result = runtime.run(function* () {
      yield* Process.sleep(10);
      throw new Error("late");
    });
    await runtime.advance(10);
    await new Promise((resolve) => setTimeout(resolve)); // the host looks for unhandled rejections

    await expect(result).rejects.toThrow("late");
  });
});

describe("a seed", () => {
  const order = async (seed?: number): Promise<string> => {
    await using runtime = createTestRuntime(seed === undefined ? {} : { seed });
    const result = runtime.run(function* () {
      const parent = self<string>();
      for (const name of "abcdefgh") spawn(() => send(parent, name));
      let all = "";
      while (all.length < 8) all += yield* receive<string>();
      return all;
    });
    await runtime.runUntilIdle();
    return result;
  };

  it("gives the same order each time", async () => {
    expect(await order(5)).toBe(await order(5));
  });

  it("gives another order than other seeds", async () => {
    expect(new Set(await Promise.all(Array.from({ length: 20 }, (_, seed) => order(seed + 1)))).size).toBeGreaterThan(10);
  });

  it("is that of arrival by default", async () => {
    expect(await order()).toBe("abcdefgh");
  });
});

describe("stopping a test runtime", () => {
  it("takes the five seconds that processes have by the virtual clock", async () => {
    const runtime = createTestRuntime({ logger: false });
    runtime.spawn(function* () {
      Process.flag("trapExit", true);
      for (;;) yield* receive();
    });
    await runtime.advance(0);
    const begun = performance.now();
    await runtime.stop();

    expect(runtime.now()).toBe(5_000);
    expect(performance.now() - begun).toBeLessThan(2_000);
    expect(() => runtime.stats()).toThrow(RuntimeStoppedError);
  });

  it("ends a process that neither exits nor rests", async () => {
    const runtime = createTestRuntime({ logger: false, sliceMs: 1 });
    runtime.spawn(function* () {
      Process.flag("trapExit", true);
      for (;;) yield* Process.sleep(0);
    });
    await new Promise((resolve) => setTimeout(resolve, 5));
    await runtime.stop();

    expect(runtime.now()).toBeGreaterThanOrEqual(5_000);
  });

  it("refuses its use from then on", async () => {
    const runtime = createTestRuntime();
    await runtime.stop();

    await expect(runtime.advance(1)).rejects.toThrow(RuntimeStoppedError);
    await expect(runtime.runUntilIdle()).rejects.toThrow(RuntimeStoppedError);
    await expect(runtime.idle()).rejects.toThrow(RuntimeStoppedError);
    expect(runtime.now()).toBe(0);
  });

  it("can be asked for twice, and with a timer that never ends", async () => {
    const runtime = createTestRuntime();
    runtime.spawn(function* () {
      for (;;) yield* Process.sleep(1);
    });
    await runtime.advance(10);
    await Promise.all([runtime.stop(), runtime.stop()]);

    expect(runtime.now()).toBe(10);
  });
});

describe("bad input", () => {
  it.each([
    ["options that are none", () => createTestRuntime(5 as never), TypeError],
    ["a clock", () => createTestRuntime({ clock: {} } as never), TypeError],
    ["an unknown option", () => createTestRuntime({ tempo: 1 } as never), TypeError],
    ["a start that is no number", () => createTestRuntime({ startTime: "1" as never }), TypeError],
    ["a start before the beginning", () => createTestRuntime({ startTime: -1 }), RangeError],
    ["a start where a millisecond is too little to count", () => createTestRuntime({ startTime: 2 ** 60 }), RangeError],
    ["a seed that is no integer", () => createTestRuntime({ seed: 0.5 }), RangeError],
  ])("is refused: %s", (_, action, type) => {
    expect(action).toThrow(type);
  });

  it.each([[-1, RangeError], [NaN, RangeError], [Infinity, RangeError], ["1", TypeError]])("is refused: to move the clock by %s", async (ms, type) => {
    await using runtime = createTestRuntime();

    await expect(runtime.advance(ms as never)).rejects.toThrow(type);
    expect(runtime.now()).toBe(0);
  });
});
