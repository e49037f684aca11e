// Whether a process has ended with the reason that it was asked to end with: a copy of it, so by what it holds.

import { isError } from "../../reason.ts";

/** Levels compared; a reason that goes deeper is not the same. */
const DEEPEST = 16;

/** True when two reasons are equal as Erlang's terms would be: plain objects and arrays by what they hold, all else by identity. */
export function isSameReason(a: unknown, b: unknown, depth: number = DEEPEST): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null || isError(a) || isError(b) || depth === 0) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length === 0 && Object.getPrototypeOf(a) !== Object.prototype && !Array.isArray(a)) return false;
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSameReason(Reflect.get(a, key), Reflect.get(b, key), depth - 1));
}
