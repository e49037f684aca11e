// What the tests of the core have in common: opening one, and getting a process to its turn.

import { openCore } from "../../bindings/core.ts";
import type { Core, CoreOptions } from "../../bindings/core.ts";

declare module "vitest" {
  /** What vitest.config.ts tells the tests. */
  interface ProvidedContext {
    /** The seed of the one random run to make, or "". */
    readonly seed: string;
    readonly build: "release" | "wasm2js" | "debug";
  }
}

const ROOT = new URL("../../", import.meta.url);
const MANY = 2 ** 30;

/** Opens a core with room for everything, in whose bursts and turns everything fits. */
export function open(options: Partial<CoreOptions> = {}): Core {
  const core = openCore({ maxProcesses: 10_000, maxPages: 4_096, reductions: MANY, seed: 0, instance: undefined, ...options });
  core.beginBurst(MANY, MANY);
  return core;
}

/** Spawns a process and gives it its turn. */
export function spawnCurrent(core: Core, priority = 2): number {
  const slot = core.spawn(priority);
  while (core.nextTurn() !== slot) core.beginBurst(MANY, MANY);
  return slot;
}

/** Spawns a process and lets it wait for its mailbox. */
export function spawnWaiting(core: Core): number {
  const slot = spawnCurrent(core);
  core.wait();
  return slot;
}

/** Begins a new burst and gives the next process its turn. */
export function turn(core: Core): number {
  core.beginBurst(MANY, MANY);
  return core.nextTurn();
}

/** Calls so often, and collects what is returned. */
export function times<Result>(count: number, call: (index: number) => Result): Result[] {
  return Array.from({ length: count }, (_, index) => call(index));
}

/** Calls until NONE is returned, and collects what was returned before. */
export function untilNone(call: () => number): number[] {
  const results: number[] = [];
  for (let result = call(); result !== 0; result = call()) results.push(result);
  return results;
}

/** Lists what a function leads through, from NONE to NONE. */
export function walk(first: number, next: (index: number) => number): number[] {
  const visited: number[] = [];
  for (let index = first; index !== 0; index = next(index)) visited.push(index);
  return visited;
}

/** A relation that the process is on, or NONE. */
export function firstRelation(core: Core, slot: number): number {
  return core.firstMonitor(slot) || core.firstLink(slot) || core.firstMonitoredBy(slot);
}

export function url(file: string): URL {
  return new URL(file, ROOT);
}
