// Rules 60 to 68 and 89 of docs/semantics.md §2.10, and the ways to enumerate a stream.

import { describe, expect, it } from "vitest";
import { CallTimeoutError, NotOwnerError } from "../../js/errors.ts";
import { createRuntime, exit, ExitError, isDown, NotAProcessError, Process, receive, self, send, spawnMonitor, timeout, until } from "../../js/index.ts";
import type { Pid } from "../../js/index.ts";
import * as System from "../../js/otp/system.ts";
import * as Task from "../../js/otp/task.ts";
import { createClock, pass, settled } from "../support/clock.ts";
import { forever } from "../support/processes.ts";
import { expectNothingLeft, silent } from "../support/runtimes.ts";

/** Inputs from 0 on, that note how many were pulled and whether they were closed. */
function counted(limit = Infinity) {
  const notes = { pulled: 0, isClosed: false };
  function* items() {
    try {
      while (notes.pulled < limit) yield notes.pulled++;
    } finally {
      notes.isClosed = true;
    }
  }
  return { notes, items: { [Symbol.iterator]: items } };
}

async function* later<T>(items: Iterable<T>) {
  for (const item of items) {
    await Promise.resolve();
    yield item;
  }
}

function holdings() {
  const info = Process.info(self());
  return [info?.messageQueueLength, info?.links.length, info?.monitors.length, info?.monitoredBy.length, System.processCount()];
}

/** What a process has that nothing is left to. */
const ALONE = [0, 0, 0, 0, 1];

/** How a process ends that runs `body`. */
function* endOf(body: () => unknown) {
  const [, ref] = spawnMonitor(body);
  const down = yield* receive((message) => isDown(message, ref));
  return down.reason;
}

describe("2.10 asyncStream", () => {
  it.each([true, false])("60. never has more than N tasks alive (ordered: %s)", async (ordered) => {
    let alive = 0;
    let most = 0;
    const results = await silent().run(function* () {
      const body = function* (n: number) {
        most = Math.max(most, ++alive);
        for (let i = 0; i < n % 5; i++) yield* Process.sleep(0);
        alive--;
        return n;
      };
      return yield* Task.asyncStream(Array.from({ length: 50 }, (_, n) => n), body, { maxConcurrency: 3, ordered }).collect();
    });

    expect(most).toBe(3);
    expect(results).toHaveLength(50);
  });

  it("61. pulls input only when a slot is free: one result with N = 2 pulls 2, and while the consumer rests nothing is spawned", async () => {
    const { notes, items } = counted();
    const result = await silent().run(function* () {
      const stream = Task.asyncStream(items, (n) => (n === 0 ? n : forever()), { maxConcurrency: 2 });
      const before = notes.pulled;
      const first = yield* stream.next();
      const after = notes.pulled;
      for (let i = 0; i < 10; i++) yield* Process.sleep(0);
      const rested = notes.pulled;
      yield* stream.halt();
      return [before, first, after, rested];
    });

    expect(result).toEqual([0, { done: false, value: { ok: true, value: 0 } }, 2, 2]);
  });

  it("62. ordered, with a slow head: the others are pulled and kept", async () => {
    const { notes, items } = counted(30);
    const body = (n: number) => (n === 0 ? receive(() => true) : n);
    let head: Pid | undefined;
    const [pulled, values] = await silent().run(function* () {
      const stream = Task.asyncStream(items, (n) => {
        if (n === 0) head = self();
        return body(n);
      }, { maxConcurrency: 2 });
      Process.spawn(function* () {
        while (notes.pulled < 30) yield* Process.sleep(0);
        send(head!, 0);
      });
      const first = yield* stream.next();
      const pulled = notes.pulled;
      return [pulled, [first.value, ...(yield* stream.collect())].map((result) => result?.ok === true && result.value)];
    });

    expect(pulled).toBe(30);
    expect(values).toEqual(Array.from({ length: 30 }, (_, n) => n));
  });

  it("62. ordered: false gives the results in the order in which they come", async () => {
    const values = await silent().run(function* () {
      const body = function* (n: number) {
        for (let i = 0; i < n; i++) yield* Process.sleep(0);
        return n;
      };
      const results = yield* Task.asyncStream([9, 1, 5], body, { maxConcurrency: 3, ordered: false }).collect();
      return results.map((result) => result.ok && result.value);
    });

    expect(values).toEqual([1, 5, 9]);
  });

  it.each([true, false])("63. halting early kills the tasks, waits for their end, leaves nothing, and then closes the input (trapping: %s)", async (isTrapping) => {
    const { notes, items } = counted();
    const pids: Pid[] = [];
    const runtime = silent();
    const result = await runtime.run(function* () {
      Process.flag("trapExit", isTrapping);
      const stream = Task.asyncStream(items, (n) => {
        pids.push(self());
        return n === 0 ? n : forever();
      }, { maxConcurrency: 4 });
      yield* stream.next();
      while (pids.length < 4) yield* Process.sleep(0);
      const running = pids.filter((pid) => Process.isAlive(pid)).length;
      yield* stream.halt();
      return [running > 1, pids.filter((pid) => Process.isAlive(pid)).length, notes.isClosed, holdings(), yield* stream.next()];
    });

    expect(result).toEqual([true, 0, true, ALONE, { done: true, value: undefined }]);
    expectNothingLeft(runtime);
  });

  it.each([true, false])("64. an input that throws kills the tasks and throws (trapping: %s)", async (isTrapping) => {
    const pids: Pid[] = [];
    const runtime = silent();
    const result = await runtime.run(function* () {
      Process.flag("trapExit", isTrapping);
      function* items() {
        yield 1;
        yield 2;
        yield* [3];
        throw new Error("no more");
      }
      const body = () => {
        pids.push(self());
        return forever();
      };
      try {
        yield* Task.asyncStream(items(), body, { maxConcurrency: 10 }).collect();
      } catch (error) {
        return [error, pids.filter((pid) => Process.isAlive(pid)), holdings()];
      }
      return [];
    });

    expect(result).toEqual([new Error("no more"), [], ALONE]);
    expectNothingLeft(runtime);
  });

  it("64. so does a consumer that throws, which closes the input too", async () => {
    const { notes, items } = counted();
    const runtime = silent();
    const result = await runtime.run(function* () {
      try {
        yield* Task.asyncStream(items, (n) => (n === 0 ? n : forever()), { maxConcurrency: 3 }).forEach(() => {
          throw new Error("enough");
        });
      } catch (error) {
        return [error, notes.isClosed, holdings()];
      }
      return [];
    });

    expect(result).toEqual([new Error("enough"), true, ALONE]);
    expectNothingLeft(runtime);
  });

  it("65. a task's exit kills a caller that does not trap, with the bare reason, and the input is closed", async () => {
    const { notes, items } = counted();
    const runtime = silent();
    const reason = await runtime.run(() =>
      endOf(function* () {
        yield* Task.asyncStream(items, (n) => (n === 1 ? exit("boom") : forever()), { maxConcurrency: 3 }).collect();
      }),
    );

    expect(reason).toBe("boom");
    expect(notes.isClosed).toBe(true);
    await settled(runtime);
    expectNothingLeft(runtime);
  });

  it("65. in a trapping caller it is a result, and the mailbox stays clean", async () => {
    const result = await silent().run(function* () {
      Process.flag("trapExit", true);
      const body = (n: number) => (n === 1 ? exit("boom") : n);
      const plain = yield* Task.asyncStream([0, 1, 2], body).collect();
      const zipped = yield* Task.asyncStream([0, 1, 2], body, { zipInputOnExit: true }).collect();
      return [plain, zipped[1], holdings()];
    });

    expect(result).toEqual([[{ ok: true, value: 0 }, { ok: false, reason: "boom" }, { ok: true, value: 2 }], { ok: false, reason: "boom", input: 1 }, ALONE]);
  });

  it("66. the time is per task from its start: by default the caller exits, and nothing is left", async () => {
    const { notes, items } = counted(10);
    const clock = createClock();
    const runtime = createRuntime({ logger: false, clock });
    const running = runtime.run(function* () {
      try {
        yield* Task.asyncStream(items, (n) => Process.sleep(n < 4 ? 60 : 200), { maxConcurrency: 2, timeout: 100 }).collect();
      } catch (error) {
        return [error, clock.now() - 1000, notes.isClosed, holdings()];
      }
      return [];
    });
    await pass(runtime, clock, 1_000);
    const [error, ...rest] = await running;

    expect(error).toBeInstanceOf(CallTimeoutError);
    expect((error as CallTimeoutError).timeoutMs).toBe(100);
    expect(rest).toEqual([220, true, ALONE]);
    expectNothingLeft(runtime);
  });

  it.each([true, false])("66. with onTimeout: killTask it is a result with the reason timeout (trapping: %s)", async (isTrapping) => {
    const clock = createClock();
    const runtime = createRuntime({ logger: false, clock });
    const running = runtime.run(function* () {
      Process.flag("trapExit", isTrapping);
      const options = { maxConcurrency: 3, timeout: 100, onTimeout: "killTask" } as const;
      const body = (n: number) => (n === 1 ? forever() : n);
      const results = yield* Task.asyncStream([0, 1, 2], body, options).collect();
      const zipped = yield* Task.asyncStream([0, 1, 2], body, { ...options, zipInputOnExit: true }).collect();
      return [results, zipped[1], holdings()];
    });
    await pass(runtime, clock, 1_000);

    expect(await running).toEqual([[{ ok: true, value: 0 }, { ok: false, reason: "timeout" }, { ok: true, value: 2 }], { ok: false, reason: "timeout", input: 1 }, ALONE]);
    expectNothingLeft(runtime);
  });

  it("67. a result that came before the timeout wins, however late it is taken", async () => {
    const clock = createClock();
    const runtime = createRuntime({ logger: false, clock });
    const running = runtime.run(function* () {
      const stream = Task.asyncStream([1, 2], (n) => n, { maxConcurrency: 2, timeout: 100 });
      const first = yield* stream.next();
      yield* Process.sleep(500);
      return [first, yield* stream.collect()];
    });
    await pass(runtime, clock, 500);

    expect(await running).toEqual([{ done: false, value: { ok: true, value: 1 } }, [{ ok: true, value: 2 }]]);
  });

  it("68. the process that enumerates is the owner, wherever the stream was made, and twice runs twice", async () => {
    let runs = 0;
    const runtime = silent();
    const stream = Task.asyncStream([1, 2], () => {
      runs++;
      return Process.info(self())?.callers[0];
    });
    const result = await runtime.run(function* () {
      const results = [...(yield* stream.collect()), ...(yield* stream.collect())];
      return results.map((result) => result.ok && result.value === self());
    });

    expect(result).toEqual([true, true, true, true]);
    expect(runs).toBe(4);
  });

  it("68. the process that has begun owns the enumeration: another one gets NotOwnerError at the call", async () => {
    const reason = await silent().run(function* () {
      const stream = Task.asyncStream([1, 2, 3], (n) => n);
      yield* stream.next();
      const reason = yield* endOf(() => stream.next());
      yield* stream.halt();
      return reason;
    });

    expect(reason).toBeInstanceOf(NotOwnerError);
  });
});

describe("an input whose next() returns no object", () => {
  it.each([5, undefined, null])("is refused where it is pulled, as for … of refuses it: %s", async (garbage) => {
    const inputs = [
      { [Symbol.iterator]: () => ({ next: () => garbage }) },
      { [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve(garbage) }) },
    ];
    for (const input of inputs) {
      const results = await silent().run(() => Task.asyncStream(input as unknown as Iterable<number>, (n) => n).collect()).catch((error: unknown) => error);

      expect(results).toBeInstanceOf(TypeError);
    }
  });
});

describe("the owner's end", () => {
  it.each(["normal", "boom", "kill"])("with reason %s ends tasks and input", async (reason) => {
    const { notes, items } = counted();
    const runtime = silent();
    await runtime.run(function* () {
      const [owner, ref] = spawnMonitor(function* () {
        const stream = Task.asyncStream(items, (n) => (n === 0 ? n : forever()), { maxConcurrency: 3, timeout: Infinity });
        yield* stream.next();
        if (reason !== "kill") exit(reason);
        yield* forever();
      });
      if (reason === "kill") {
        yield* Process.sleep(0);
        yield* Process.sleep(0);
        while (notes.pulled < 3) yield* Process.sleep(0);
        Process.exit(owner, "kill");
      }
      yield* receive((message) => isDown(message, ref));
    });
    await settled(runtime);

    expect(notes.isClosed).toBe(true);
    expectNothingLeft(runtime);
  });
});

describe("the mailbox of the owner", () => {
  it("holds nothing of the stream: its own messages may be received in between", async () => {
    const result = await silent().run(function* () {
      send(self(), "before");
      const stream = Task.asyncStream([1, 2, 3], (n) => n, { maxConcurrency: 3 });
      const first = yield* stream.next();
      for (let i = 0; i < 5; i++) yield* Process.sleep(0);
      return [first.value, yield* receive(), yield* receive({ after: 0 }), (yield* stream.collect()).length];
    });

    expect(result).toEqual([{ ok: true, value: 1 }, "before", timeout, 2]);
  });
});

describe("an async input", () => {
  it("is pulled one at a time, and its results come in order", async () => {
    const runtime = silent();
    const results = await runtime.run(function* () {
      return yield* Task.asyncStream(later([1, 2, 3, 4]), async (n) => n * 2, { maxConcurrency: 2 }).collect();
    });

    expect(results.map((result) => result.ok && result.value)).toEqual([2, 4, 6, 8]);
    expectNothingLeft(runtime);
  });

  it("does not hold back the results that are there", async () => {
    async function* items() {
      yield 1;
      await new Promise(() => {});
    }
    const runtime = silent();
    const result = await runtime.run(function* () {
      const stream = Task.asyncStream(items(), (n) => n, { maxConcurrency: 2 });
      const first = yield* stream.next();
      yield* stream.halt();
      return [first.value, holdings()];
    });

    expect(result).toEqual([{ ok: true, value: 1 }, ALONE]);
  });

  it("that is halted cleans up, and is waited for", async () => {
    let isClosed = false;
    async function* items() {
      try {
        for (let n = 0; ; n++) yield n;
      } finally {
        await Promise.resolve();
        isClosed = true;
      }
    }
    const runtime = silent();
    const seen = await runtime.run(async () => {
      const stream = Task.asyncStream(items(), (n) => n, { maxConcurrency: 1 });
      await stream.next();
      await stream.halt();
      return isClosed;
    });

    expect(seen).toBe(true);
    expectNothingLeft(runtime);
  });

  it("that throws ends the tasks and throws", async () => {
    async function* items() {
      yield 1;
      throw new Error("no more");
    }
    const runtime = silent();

    await expect(runtime.run(() => Task.asyncStream(items(), forever, { maxConcurrency: 2 }).collect())).rejects.toThrow("no more");
    expectNothingLeft(runtime);
  });
});

describe("storms", () => {
  it("leave nothing behind, however streams and their owners end", async () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = randomFrom(seed);
      const clock = createClock();
      const runtime = createRuntime({ logger: false, clock, seed, reductions: random(3) === 0 ? 20 : 4_000 });
      const open = { count: 0 };
      const owners = Array.from({ length: 5 }, () => runtime.spawn(enumerating, random, open));
      for (let step = 0; step < 5; step++) {
        await pass(runtime, clock, random(40));
        runtime.spawn(() => Process.exit(owners[random(5)]!, ["kill", "boom", "normal"][random(3)]));
      }
      await pass(runtime, clock, 10_000);
      runtime.spawn(() => owners.forEach((owner) => Process.exit(owner, "kill")));
      await settled(runtime);

      expect([seed, runtime.stats(), open.count]).toMatchObject([seed, { processes: 0, messages: 0, timers: 0, relations: 0 }, 0]);
    }
  });

  type Random = (limit: number) => number;

  function randomFrom(seed: number): Random {
    let state = seed;
    return (limit) => (state = (state * 48_271) % 2_147_483_647) % limit;
  }

  function* inputs(random: Random, open: { count: number }) {
    open.count++;
    try {
      for (let n = 0; n < 20; n++) {
        if (random(60) === 0) throw new Error("no more");
        yield n;
      }
    } finally {
      open.count--;
    }
  }

  function* task(what: number) {
    if (what === 0) yield* forever();
    if (what === 1) exit("boom");
    if (what < 8) yield* Process.sleep(what);
    if (what === 8) Process.flag("trapExit", true);
    return what;
  }

  function* enumerating(random: Random, open: { count: number }) {
    Process.flag("trapExit", random(2) === 0);
    const input = inputs(random, open);
    const options = { maxConcurrency: 1 + random(5), ordered: random(2) === 0, timeout: random(2) === 0 ? 30 : Infinity, onTimeout: random(2) === 0 ? "exit" : "killTask" } as const;
    const stream = Task.asyncStream(random(2) === 0 ? input : asyncOf(input), () => task(random(40)), options);
    for (let taken = random(25); taken > 0; taken--) if ((yield* stream.next()).done) return;
    if (random(2) === 0) yield* Process.sleep(random(100));
    if (random(2) === 0) yield* stream.halt();
    else yield* stream.collect();
  }

  async function* asyncOf(input: Generator<number>) {
    yield* input;
  }
});

describe("a stream", () => {
  it("of nothing is over at once", async () => {
    expect(await silent().run(() => Task.asyncStream([], forever).collect())).toEqual([]);
  });

  it("stays over once it is", async () => {
    const result = await silent().run(function* () {
      const stream = Task.asyncStream([1], (n) => n);
      return [(yield* stream.next()).done, (yield* stream.next()).done, (yield* stream.next()).done];
    });

    expect(result).toEqual([false, true, true]);
  });

  it("calls forEach's function with each result, and performs what it returns", async () => {
    const seen: unknown[] = [];
    await silent().run(function* () {
      yield* Task.asyncStream([1, 2], (n) => n).forEach(function* (result) {
        yield* Process.sleep(0);
        seen.push(result.ok && result.value);
      });
      yield* Task.asyncStream([3], (n) => n).forEach(async (result) => {
        await Promise.resolve();
        seen.push(result.ok && result.value);
      });
    });

    expect(seen).toEqual([1, 2, 3]);
  });

  it("can be halted from within forEach", async () => {
    const { notes, items } = counted();
    const seen = await silent().run(function* () {
      let seen = 0;
      const stream = Task.asyncStream(items, (n) => n, { maxConcurrency: 1 });
      yield* stream.forEach(() => (++seen === 3 ? stream.halt() : undefined));
      return [seen, holdings()];
    });

    expect(seen).toEqual([3, ALONE]);
    expect(notes.isClosed).toBe(true);
  });

  it("refuses bad arguments at the call", () => {
    expect(() => Task.asyncStream(1 as never, forever)).toThrow(TypeError);
    expect(() => Task.asyncStream([], 1 as never)).toThrow(TypeError);
    for (const options of [null, { maxConcurrency: "2" }, { ordered: 1 }, { onTimeout: "nothing" }, { zipInputOnExit: 1 }, { concurrency: 1 }]) {
      expect(() => Task.asyncStream([], forever, options as never), JSON.stringify(options)).toThrow(TypeError);
    }
    for (const options of [{ maxConcurrency: 0 }, { maxConcurrency: 1.5 }, { timeout: -1 }, { timeout: NaN }]) {
      expect(() => Task.asyncStream([], forever, options), JSON.stringify(options)).toThrow(RangeError);
    }
  });

  it("preempts its owner while it fills a large number of places", async () => {
    const order: string[] = [];
    await silent().run(function* () {
      Process.spawn(() => order.push("other"));
      yield* Task.asyncStream(Array.from({ length: 5_000 }, (_, n) => n), (n) => n, { maxConcurrency: 5_000 }).collect();
      order.push("owner");
    });

    expect(order).toEqual(["other", "owner"]);
  });
});

describe("for await", () => {
  it("in host code runs in a fresh process", async () => {
    const values = [];
    for await (const result of Task.asyncStream(later([1, 2, 3]), (n) => n * 2)) values.push(result.ok && result.value);

    expect(values).toEqual([2, 4, 6]);
    expect(System.processCount()).toBe(0);
  });

  it("in host code halts when it is left early", async () => {
    const { notes, items } = counted();
    for await (const result of Task.asyncStream(items, (n) => n)) if (result.ok && result.value === 3) break;

    expect(notes.isClosed).toBe(true);
    expect(System.processCount()).toBe(0);
  });

  it("in host code throws what ended the stream", async () => {
    const runtime = silent();
    const stream = await runtime.run(() => Task.asyncStream([1], () => exit("boom")));
    let error: unknown;
    try {
      for await (const _ of stream) void _;
    } catch (thrown) {
      error = thrown;
    }

    expect(error).toBeInstanceOf(ExitError);
    expect((error as ExitError).reason).toBe("boom");
    expectNothingLeft(runtime);
  });

  it("in an async body runs in its process", async () => {
    const { notes, items } = counted();
    const runtime = silent();
    const seen = await runtime.run(async () => {
      const me = self();
      const seen = [];
      for await (const result of Task.asyncStream(items, () => Process.info(self())?.callers[0])) {
        seen.push(result.ok && result.value === me);
        await until(Promise.resolve());
        if (seen.length === 3) break;
      }
      return [seen, holdings()];
    });

    expect(seen).toEqual([[true, true, true], ALONE]);
    expect(notes.isClosed).toBe(true);
  });

  it("after an await of something else says so, and does not begin again", async () => {
    const runtime = silent();
    await expect(
      runtime.run(async () => {
        for await (const _ of Task.asyncStream([1, 2, 3], (n) => n)) await Promise.resolve(_);
      }),
    ).rejects.toThrow(NotAProcessError);
    await settled(runtime);

    expectNothingLeft(runtime);
  });

  it("host code may use the operations too", async () => {
    const stream = Task.asyncStream([1, 2], (n) => n);

    expect(await stream.collect()).toHaveLength(2);
    expect(await stream.next()).toEqual({ done: false, value: { ok: true, value: 1 } });
    expect(await stream.next()).toEqual({ done: false, value: { ok: true, value: 2 } });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    await stream.halt();
    expect(System.processCount()).toBe(0);
  });
});

describe("System", () => {
  it("89. schedulersOnline, the default of maxConcurrency, is read at the call", async () => {
    const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
    const setThreads = (hardwareConcurrency: number): unknown => Object.defineProperty(globalThis, "navigator", { value: { hardwareConcurrency }, configurable: true, writable: true });
    let [alive, most] = [0, 0];

    try {
      setThreads(2);
      if (System.schedulersOnline() !== 2) return; // WebKit's navigator cannot be replaced; the other hosts show it
      const stream = Task.asyncStream([1, 2, 3, 4, 5], function* () {
        most = Math.max(most, ++alive);
        yield* Process.sleep(0);
        alive--;
      });
      setThreads(5);
      await silent().run(function* () {
        yield* stream.collect();
      });
    } finally {
      if (before === undefined) Reflect.deleteProperty(globalThis, "navigator");
      else Object.defineProperty(globalThis, "navigator", before);
    }

    expect(most).toBe(2);
  });

  it("knows how many threads there are, the time, and the processes", async () => {
    expect(System.schedulersOnline()).toBeGreaterThanOrEqual(1);
    expect(System.monotonicTime()).toBeLessThanOrEqual(System.monotonicTime());
    expect(await silent().run(() => System.processCount())).toBe(1);
  });
});
