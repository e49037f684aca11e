/** Returns the body of a function that returns the exports of a fresh instance of the module. */
export function translateToJs(wasm: Uint8Array): string;
