// Loads the core from bytes inlined in the package: for every host that may compile WebAssembly.

import { compileModule, instantiateModule } from "../host-wasm.ts";
import type { WebAssemblyInstance, WebAssemblyModule } from "../host-wasm.ts";
import { coreText } from "./core-bytes.ts";
import { bytesOf } from "./core-text.ts";

interface Probe {
  readonly module: WebAssemblyModule | undefined;
  /** The first instance, until somebody takes it. */
  spare: WebAssemblyInstance | undefined;
  readonly refusal: unknown;
}

// At import, and synchronously: some hosts allow it at no later time. One call, which a bundler leaves out with what uses it.
const probe: Probe = probeHost();

/** Instantiates too, because one engine lets a forbidden module compile and refuses only its instance. */
function probeHost(): Probe {
  try {
    const module = compileModule(bytesOf(coreText));
    return { module, spare: instantiateModule(module), refusal: undefined };
  } catch (refusal) {
    return { module: undefined, spare: undefined, refusal };
  }
}

/** True where the host lets the core run as WebAssembly. */
export function isWasmAllowed(): boolean {
  return probe.module !== undefined;
}

/** Returns an instance that nobody else has. @throws what the host answered at import. */
export function takeCore(): WebAssemblyInstance {
  if (probe.module === undefined) throw probe.refusal;
  const instance = probe.spare ?? instantiateModule(probe.module);
  probe.spare = undefined;
  return instance;
}
