// Inputs that are no arrays.

import { describe, expect, it } from "vitest";
import * as Task from "../../../js/otp/task.ts";
import { forever } from "../../support/processes.ts";
import { expectNothingLeft, silent } from "../../support/runtimes.ts";
import { ALONE, holdings, later } from "./inputs.ts";

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
