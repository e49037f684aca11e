// The core's bytes as text: what bindings/load/core-text.ts reads.

export function textOf(bytes) {
  return Buffer.from(bytes).toString("hex");
}
