// A stream and the process that owns it.

import { describe, expect, it } from "vitest";
import { exit, isDown, Process, receive, self, send, spawnMonitor, timeout } from "../../../js/index.ts";
import * as Task from "../../../js/otp/task.ts";
import { settled } from "../../support/clock.ts";
import { forever } from "../../support/processes.ts";
import { expectNothingLeft, silent } from "../../support/runtimes.ts";
import { ALONE, counted, holdings } from "./inputs.ts";

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
