// The core as JavaScript where WebAssembly would fail. What it does when nothing fails, the project "wasm2js" tests.

import { PROCESSES } from "../../bindings/core.ts";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Core } from "../../bindings/core.ts";
import { translateToJs } from "../../scripts/wasm-to-js.mjs";
import { url } from "./open.ts";

const MANY = 2 ** 30;
const PAGE = 65_536;

/** An opened core; `Buffer` takes the place of ArrayBuffer in it. */
function open(file: string, Buffer: unknown = ArrayBuffer): Core {
  const create = new Function("ArrayBuffer", translateToJs(readFileSync(url(file)))) as (Buffer: unknown) => Core;
  const core = create(Buffer);
  core.open(MANY, 32_767, MANY, 0);
  core.beginBurst(MANY, MANY);
  return core;
}

/** An ArrayBuffer of at most so many pages; a larger one is refused, as a host does that has no more memory. */
function bufferUpTo(pages: number): unknown {
  return function (length: number) {
    if (length > pages * PAGE) throw new RangeError("Array buffer allocation failed");
    return new ArrayBuffer(length);
  };
}

describe("the core as JavaScript", () => {
  const text = translateToJs(readFileSync(url("build/core.wasm")));

  it("needs nothing of WebAssembly, no integers of 64 bits and no evaluation of strings", () => {
    expect(text).not.toMatch(/WebAssembly|BigInt|\beval\b|new Function|\d+n\b/);
  });

  it("has no code outside of a function's body, so that instances share nothing", () => {
    expect(text).not.toMatch(/^(import|export) /m);
  });

  it("throws where an assertion traps", () => {
    const core = open("build/core.debug.wasm");
    const slot = core.spawn(2);
    core.nextTurn();

    expect(() => core.link(slot, slot)).toThrow(/unreachable/);
  });

  it("answers with a code when the host has no more memory, and goes on with what it has", () => {
    const core = open("build/core.wasm", bufferUpTo(8));
    const slots: number[] = [];
    let code = 0;
    while (code >= 0) {
      code = core.spawn(2);
      if (code > 0) slots.push(code);
    }

    expect(code).toBeLessThan(0);
    expect(core.memoryBytes()).toBeLessThanOrEqual(8 * PAGE);
    expect(core.count(PROCESSES)).toBe(slots.length);
    expect(slots.every((slot) => core.isAlive(slot, core.generation(slot)) === 1)).toBe(true);
  });

  it("keeps what it holds when its memory grows", () => {
    const core = open("build/core.wasm");
    const first = core.spawn(2);
    const before = core.memoryBytes();

    for (let count = 1; count < 100_000; count++) core.spawn(2);

    expect(core.memoryBytes()).toBeGreaterThan(before);
    expect([core.count(PROCESSES), core.isAlive(first, core.generation(first)), core.nextTurn()]).toEqual([100_000, 1, first]);
  });
});
