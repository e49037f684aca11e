// The core as JavaScript, translated from the same module: for hosts without WebAssembly, and where it is forbidden.

import type { WebAssemblyInstance } from "../host-wasm.ts";
import { createCore } from "./core-js.ts";

/** Pages of 64 KiB that it can address: its addresses are shifted as signed integers, so they end at 2 GiB. */
const PAGE_LIMIT = 32_767;

/** Returns an instance that nobody else has. */
export function takeCore(): WebAssemblyInstance {
  const core = createCore();
  return {
    exports: {
      ...core,
      open: (maxProcesses: number, maxPages: number, reductionsPerTurn: number, seed: number) =>
        core.open(maxProcesses, Math.min(maxPages, PAGE_LIMIT), reductionsPerTurn, seed),
    },
  };
}
