/** Returns the bytes as the text that `bytesOf` of bindings/load/core-text.ts reads. */
export function textOf(bytes: Uint8Array): string;
