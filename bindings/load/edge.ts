// As workerd.ts, for the hosts that ask for `?module`: Vercel's edge.

import { instantiateModule } from "../host-wasm.ts";
import type { WebAssemblyInstance } from "../host-wasm.ts";
import module from "./core.wasm?module";

/** Returns an instance that nobody else has. */
export function takeCore(): WebAssemblyInstance {
  return instantiateModule(module);
}
