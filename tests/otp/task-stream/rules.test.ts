// Rules 60 to 68 of docs/semantics.md §2.10.

import { describe, expect, it } from "vitest";
import { CallTimeoutError, NotOwnerError } from "../../../js/errors.ts";
import { createRuntime, exit, Process, receive, self, send } from "../../../js/index.ts";
import type { Pid } from "../../../js/index.ts";
import * as Task from "../../../js/otp/task.ts";
import { createClock, pass, settled } from "../../support/clock.ts";
import { forever } from "../../support/processes.ts";
import { expectNothingLeft, silent } from "../../support/runtimes.ts";
import { thrownFrom } from "../../support/thrown.ts";
import { ALONE, counted, endOf, holdings } from "./inputs.ts";

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

  it("62. what is ready behind a slow head is handed out before more is pulled", async () => {
    const { notes, items } = counted(20);
    let head: Pid | undefined;
    const pulledAt = await silent().run(function* () {
      const stream = Task.asyncStream(items, (n) => {
        if (n > 0 && n !== 6) return n;
        head ??= self();
        return receive(() => true);
      }, { maxConcurrency: 2 });
      Process.spawn(function* () {
        while (notes.pulled < 7) yield* Process.sleep(0);
        send(head!, 0);
      });
      const pulledAt = [];
      for (let result = 0; result < 6; result++) {
        yield* stream.next();
        pulledAt.push(notes.pulled);
      }
      yield* stream.halt();
      return pulledAt;
    });

    expect(pulledAt).toEqual([7, 7, 7, 7, 7, 7]);
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

  it.each([true, false])("67. a time-out comes after the results that came before it, and the other tasks run on until then (ordered: %s)", async (ordered) => {
    const clock = createClock();
    const runtime = createRuntime({ logger: false, clock });
    const running = runtime.run(function* () {
      const ran: number[] = [];
      const body = function* (n: number) {
        yield* Process.sleep([10, 20, 50, Infinity, 95][n]!);
        ran.push(n);
        return n;
      };
      const taken: unknown[] = [];
      const stream = Task.asyncStream([0, 1, 2, 3, 4], body, { maxConcurrency: 4, timeout: 100, ordered });
      const error = yield* thrownFrom(() => stream.forEach((result) => {
        taken.push(result.ok && result.value);
        return Process.sleep(taken.length === 2 ? 100 : 0);
      }));
      return [error, taken, ran, holdings()];
    });
    await pass(runtime, clock, 1_000);
    const [error, ...rest] = await running;

    expect(rest).toEqual([[0, 1, 2], [0, 1, 2, 4], ALONE]);
    expect(error).toBeInstanceOf(CallTimeoutError);
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
