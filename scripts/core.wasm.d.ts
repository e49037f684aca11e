import type { WebAssemblyModule } from "./types/bindings/host-wasm.js";

/** The core, compiled: for the option `module` of `createRuntime`. */
declare const module: WebAssemblyModule;
export default module;
