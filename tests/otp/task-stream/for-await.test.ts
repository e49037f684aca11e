// Streams in host code and in async bodies.

import { describe, expect, it } from "vitest";
import { exit, ExitError, NotAProcessError, Process, self, until } from "../../../js/index.ts";
import * as System from "../../../js/otp/system.ts";
import * as Task from "../../../js/otp/task.ts";
import { settled } from "../../support/clock.ts";
import { expectNothingLeft, silent } from "../../support/runtimes.ts";
import { ALONE, counted, holdings, later } from "./inputs.ts";

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
