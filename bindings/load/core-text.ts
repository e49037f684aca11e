// How the core's bytes are written into JavaScript: two digits of base 16 a byte. Hosts read that by themselves, 20 times as
// fast as any code here could at import, when nothing is compiled yet. And each byte has its own characters, so that gzip
// finds in the text what it would find in the bytes: base64, though shorter, takes more.

interface HostGlobals {
  readonly Uint8Array: { readonly fromHex?: (text: string) => Uint8Array };
  readonly Buffer?: { from(text: string, encoding: "hex"): Uint8Array };
}

const host = globalThis as unknown as HostGlobals;

/** Returns the bytes that scripts/core-text.mjs has written. */
export function bytesOf(text: string): Uint8Array {
  if (host.Uint8Array.fromHex !== undefined) return host.Uint8Array.fromHex(text);
  if (host.Buffer !== undefined) return host.Buffer.from(text, "hex"); // Node before version 26
  return Uint8Array.from({ length: text.length / 2 }, (_, index) => parseInt(text.slice(2 * index, 2 * index + 2), 16));
}
