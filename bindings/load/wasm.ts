// Loads the core from bytes inlined in the package: for every host that may compile WebAssembly.

import { compileModule, instantiateModule } from "../host-wasm.ts";
import type { WebAssemblyInstance, WebAssemblyModule } from "../host-wasm.ts";
import { coreText } from "./core-bytes.ts";
import { bytesOf } from "./core-text.ts";

let module: WebAssemblyModule | undefined;
let spare: WebAssemblyInstance | undefined;
let refusal: unknown;

// At import, and synchronously: some hosts allow it at no later time. Instantiated too, because one engine lets a forbidden
// module compile and refuses only its instance.
try {
  module = compileModule(bytesOf(coreText));
  spare = instantiateModule(module);
} catch (error) {
  module = undefined;
  refusal = error;
}

/** True where the host lets the core run as WebAssembly. */
export function isWasmAllowed(): boolean {
  return module !== undefined;
}

/** Returns an instance that nobody else has. @throws what the host answered at import. */
export function takeCore(): WebAssemblyInstance {
  if (module === undefined) throw refusal;
  const instance = spare ?? instantiateModule(module);
  spare = undefined;
  return instance;
}
