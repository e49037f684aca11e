// The core where modules are compiled when the program is deployed, and nowhere else: Cloudflare Workers.

import { instantiateModule } from "../host-wasm.ts";
import type { WebAssemblyInstance } from "../host-wasm.ts";
import module from "./core.wasm";

/** Returns an instance that nobody else has. */
export function takeCore(): WebAssemblyInstance {
  return instantiateModule(module);
}
