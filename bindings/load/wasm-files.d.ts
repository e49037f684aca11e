// A .wasm file as a module: what wrangler and the bundlers of edge hosts make of it.

declare module "*.wasm" {
  const module: import("../host-wasm.ts").WebAssemblyModule;
  export default module;
}

declare module "*.wasm?module" {
  const module: import("../host-wasm.ts").WebAssemblyModule;
  export default module;
}
