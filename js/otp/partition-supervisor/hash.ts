// A hash of any value: equal for equal values, whatever the process or the run.

import { isPid, isRef } from "../../pid.ts";

/** Levels looked into; what lies deeper counts for nothing. */
const DEEPEST = 8;
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** Returns an integer of 32 bits, from 0. Objects of equal content have the same, in whatever order their keys are. */
export function hashOf(value: unknown): number {
  return hash(value, []) >>> 0;
}

/** `around` are the objects that hold the value, from the outermost one: one of those again counts for nothing. */
function hash(value: unknown, around: readonly unknown[]): number {
  if (typeof value === "string") return hashOfText(value);
  if (typeof value !== "object" || value === null || isPid(value) || isRef(value) || value instanceof Date || value instanceof RegExp) return hashOfText(`${typeof value} ${String(value)}`);
  if (around.length === DEEPEST || around.includes(value)) return FNV_OFFSET;
  const inside = [...around, value];
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => mix(sum, hash(item, inside)), value.length);
  if (value instanceof Map || value instanceof Set) return unordered(value, inside);
  return unordered(Object.entries(value), inside);
}

/** The hashes of the items, added up: the order does not matter. */
function unordered(items: Iterable<unknown>, around: readonly unknown[]): number {
  let sum = FNV_OFFSET;
  for (const item of items) sum = (sum + hash(item, around)) | 0;
  return sum;
}

/** FNV-1a over the code units. */
function hashOfText(text: string): number {
  let sum = FNV_OFFSET;
  for (let index = 0; index < text.length; index++) sum = mix(sum, text.charCodeAt(index));
  return sum;
}

function mix(sum: number, value: number): number {
  return Math.imul(sum ^ value, FNV_PRIME);
}
