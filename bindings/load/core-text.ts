// How the core's bytes are written into JavaScript: in ASCII, with most bytes one character each, so that gzip finds in the
// text what it would find in the bytes. Base64 has four characters share three bytes, and takes a third more of it.

/** "#": what the byte 0 is written as. */
const FIRST = 35;
/** Bytes below this are one character. "}" or "~" before it adds PAGE to it, or twice that. */
const PAGE = 90;

/** Returns the bytes that scripts/core-text.mjs has written. */
export function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  let length = 0;
  let page = 0;
  // No loop of this function: V8 would compile it while it runs, which takes longer than all of it, once, at import.
  bytes.forEach((_, index) => {
    const digit = text.charCodeAt(index) - FIRST;
    if (digit < PAGE) {
      bytes[length++] = page + digit;
      page = 0;
    } else page = PAGE * (digit - PAGE + 1);
  });
  return bytes.subarray(0, length);
}
