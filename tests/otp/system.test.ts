// System: §1.11 of docs/semantics.md, and rule 89.

import { describe, expect, it } from "vitest";
import { Process, createRuntime } from "../../js/index.ts";
import * as System from "../../js/otp/system.ts";
import * as Task from "../../js/otp/task.ts";
import { silent } from "../support/runtimes.ts";

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

  it("has a time that does not go back where the clock does", async () => {
    let reading = 0;
    const runtime = createRuntime({ logger: false, clock: { now: () => reading, setTimeout, clearTimeout } });
    const [first, ...times] = await runtime.run(() => [1_000, 1_005, 400, 407].map((next) => {
      reading = next;
      return System.monotonicTime();
    }));

    expect(times.map((time) => time - first!)).toEqual([5, 5, 12]);
  });
});
