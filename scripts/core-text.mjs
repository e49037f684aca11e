// The core's bytes as text: what bindings/load/core-text.ts reads, and where its numbers are explained.

const FIRST = 35;
const PAGE = 90;

export function textOf(bytes) {
  return Array.from(bytes, (byte) => (byte < PAGE ? "" : String.fromCharCode(FIRST + PAGE - 1 + Math.floor(byte / PAGE))) + String.fromCharCode(FIRST + (byte % PAGE))).join("");
}
