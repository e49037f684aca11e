// The core wherever no condition of the package says more: WebAssembly, and JavaScript where the host refuses that.
//
// Both are here although JavaScript as large as the module is carried along for nothing almost everywhere. A host refuses
// without notice (a page's Content-Security-Policy decides, not the library that uses this one), and the answer has to be
// there at once: nothing can be waited for when a module is evaluated. Who knows better says so with a condition:
// "beamlet-wasm" leaves JavaScript out, "beamlet-js" leaves WebAssembly out and does not even try it.

import type { WebAssemblyInstance } from "../host-wasm.ts";
import { takeCore as takeJs } from "./js.ts";
import { isWasmAllowed, takeCore as takeWasm } from "./wasm.ts";

/** Returns an instance that nobody else has. */
export function takeCore(): WebAssemblyInstance {
  if (!isWasmAllowed()) return takeJs();
  try {
    return takeWasm();
  } catch {
    return takeJs(); // each memory reserves addresses, of which a page of Chromium has enough for some 120
  }
}
