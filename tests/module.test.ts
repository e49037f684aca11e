// The option `module`: a core that the host has compiled. Here one whose memory may not grow far.

import { describe, expect, it } from "vitest";
import { compileModule } from "../bindings/host-wasm.ts";
import type { WebAssemblyModule } from "../bindings/host-wasm.ts";
import { coreText } from "../bindings/load/core-bytes.ts";
import { bytesOf } from "../bindings/load/core-text.ts";
import { CoreMismatchError, Process, SystemLimitError, createRuntime, receive, self, send, spawn } from "../js/index.ts";
import type { Pid } from "../js/index.ts";

const PAGES = 8;

/** The core, with a maximum in its memory section: id 5, one memory, no maximum, 1 page. */
function smallCore(): WebAssemblyModule {
  const bytes = [...bytesOf(coreText)];
  const section = bytes.findIndex((_, at) => [5, 3, 1, 0, 1].every((byte, offset) => bytes[at + offset] === byte));
  bytes.splice(section, 5, 5, 4, 1, 1, 1, PAGES);
  return compileModule(new Uint8Array(bytes));
}

function* echo(): Generator<unknown, void, unknown> {
  for (;;) {
    const { from, value } = (yield* receive()) as { from: Pid; value: unknown };
    send(from, value);
  }
}

function limitOf(action: () => unknown): unknown {
  try {
    for (;;) action();
  } catch (error) {
    return error instanceof SystemLimitError ? error.resource : error;
  }
}

describe("a module of the host's", () => {
  it("runs processes", async () => {
    const runtime = createRuntime({ module: smallCore() });

    const result = await runtime.run(function* () {
      send(spawn(echo), { from: self(), value: 42 });
      return yield* receive();
    });

    expect(result).toBe(42);
  });

  it("is refused when it is not the core", () => {
    const empty = compileModule(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));

    expect(() => createRuntime({ module: empty })).toThrow(CoreMismatchError);
  });
});

describe("a runtime whose memory is exhausted", () => {
  it("says so at the call, and everything that ran before goes on", async () => {
    const runtime = createRuntime({ module: smallCore(), logger: false });

    const result = await runtime.run(function* () {
      const me = self();
      const before = spawn(echo);
      yield* Process.sleep(0);
      const limits = [limitOf(() => send(me, "filler")), limitOf(() => spawn(echo)), limitOf(() => Process.sendAfter(me, "late", 1_000_000))];
      for (let left = Process.info(me)?.messageQueueLength ?? 0; left > 0; left--) yield* receive();
      send(before, { from: me, value: "still here" });
      return [...limits, yield* receive()];
    });

    expect(result).toEqual(["memory", "memory", "memory", "still here"]);
    expect(runtime.stats().memoryBytes).toBeLessThanOrEqual(PAGES * 65_536);
  });
});
