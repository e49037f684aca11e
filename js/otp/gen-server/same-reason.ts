// Whether a process has ended with the reason that it was asked to end with: a copy of it, so by what it holds.

import { isError } from "../../reason.ts";

/** Levels compared; a reason that goes deeper is not the same. */
const DEEPEST = 16;

/** True when two reasons are equal as Erlang's terms would be: by what they hold. An error that is a reason itself has an identity, for it is no copy. */
export function isSameReason(a: unknown, b: unknown): boolean {
  return Object.is(a, b) || (!isError(a) && !isError(b) && isSame(a, b, DEEPEST));
}

function isSame(a: unknown, b: unknown, depth: number): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null || depth === 0) return false;
  const prototype: unknown = Object.getPrototypeOf(a);
  if (prototype !== Object.getPrototypeOf(b)) return false;
  const keys = Object.keys(a);
  const content = contentOf(a);
  if (content === undefined && keys.length === 0 && prototype !== Object.prototype && !Array.isArray(a)) return false;
  return isSame(content, contentOf(b), depth - 1) && keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSame(Reflect.get(a, key), Reflect.get(b, key), depth - 1));
}

/** What an object holds besides its keys; undefined if nothing, or nothing that can be told. */
function contentOf(object: object): unknown {
  if (object instanceof Map || object instanceof Set) return [...object];
  if (object instanceof Date) return object.getTime();
  return object instanceof RegExp || isError(object) ? String(object) : undefined;
}
