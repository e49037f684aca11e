// What the copier gives, beside what structuredClone gives.

import { expect } from "vitest";
import { copy } from "../../js/copy.ts";
import { DataCloneError } from "../../js/errors.ts";

/**
 * Whether the host clones errors as the standard says. JavaScriptCore loses the cause or makes a string of it, workerd makes it
 * enumerable, Firefox keeps the class of an AggregateError: there only message and stack are compared.
 */
export const clonesErrors = (() => {
  const clone = structuredClone(new AggregateError([], "message", { cause: {} }));
  const cause = Object.getOwnPropertyDescriptor(clone, "cause");
  return Object.getPrototypeOf(clone) === Error.prototype && cause?.enumerable === false && typeof cause.value === "object";
})();

/** Whether the host keeps the identity of every object: WebKit clones a date that is mentioned twice into two. */
const keepsIdentity = (([one, other]: readonly Date[]) => one === other)(structuredClone(Array<Date>(2).fill(new Date(0))));

/** Where an error was made, as engines note it. The standard leaves open which of it a clone has, and with which flags. */
const places = ["stack", "line", "column", "sourceURL", "originalLine", "originalColumn", "fileName", "lineNumber", "columnNumber"];

function keysOf(value: object): (string | symbol)[] {
  const keys = Reflect.ownKeys(value);
  return value instanceof Error ? keys.filter((key) => !places.includes(key as string)) : keys;
}

/** Tells where two graphs differ in anything a program can see, and undefined when they are the same. */
export function difference(a: unknown, b: unknown, path = "", pairs = new Map<unknown, unknown>(), back = new Map<unknown, unknown>()): string | undefined {
  if (typeof a !== "object" || a === null || typeof b !== "object" || b === null) return Object.is(a, b) ? undefined : path || "root";
  if ((pairs.has(a) || back.has(b)) && (keepsIdentity || !(a instanceof Date || a instanceof RegExp || a instanceof Error))) return pairs.get(a) === b && back.get(b) === a ? undefined : `${path} (identity)`;
  pairs.set(a, b);
  back.set(b, a);
  if (a instanceof Error && b instanceof Error && !clonesErrors) {
    return difference([a.message, a.stack], [b.message, b.stack], path, pairs, back);
  }
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return `${path} (prototype)`;
  if (Object.prototype.toString.call(a) !== Object.prototype.toString.call(b)) return `${path} (kind)`;
  const keys = keysOf(a);
  if (String(keys.map(String)) !== String(keysOf(b).map(String))) return `${path} (keys)`;
  const parts: [string, unknown, unknown][] = keys.map((key) => [String(key), Reflect.get(a, key), Reflect.get(b, key)]);
  for (const key of keys) {
    const [one, other] = [Object.getOwnPropertyDescriptor(a, key), Object.getOwnPropertyDescriptor(b, key)];
    if (one?.enumerable !== other?.enumerable || one?.writable !== other?.writable || one?.configurable !== other?.configurable) return `${path}.${String(key)} (flags)`;
  }
  if (a instanceof Error && b instanceof Error) parts.push(["stack", a.stack, b.stack]);
  if (a instanceof Map && b instanceof Map) parts.push(["entries", [...a].flat(1), [...b].flat(1)]);
  if (a instanceof Set && b instanceof Set) parts.push(["items", [...a], [...b]]);
  if (a instanceof ArrayBuffer && b instanceof ArrayBuffer) parts.push(["bytes", String(new Uint8Array(a)), String(new Uint8Array(b))]);
  if (ArrayBuffer.isView(a) && ArrayBuffer.isView(b)) parts.push(["buffer", a.buffer, b.buffer], ["offset", a.byteOffset, b.byteOffset], ["size", a.byteLength, b.byteLength]);
  if (a instanceof Date || a instanceof RegExp || a instanceof Number || a instanceof String || a instanceof Boolean || a instanceof BigInt) parts.push(["value", String(a), String(b)]);
  for (const [step, one, other] of parts) {
    const found = difference(one, other, `${path}.${step}`, pairs, back);
    if (found !== undefined) return found;
  }
  return undefined;
}

export function expectLikeClone(value: unknown): void {
  expect(difference(copy(value), structuredClone(value))).toBeUndefined();
}

/** V8 of Node 20 cannot read back an error that is its own cause. */
export function isClonedByHost(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}

/** What the copier throws for a value that it refuses. */
export function refused(value: unknown, root?: string): DataCloneError {
  try {
    copy(value, root);
  } catch (error) {
    if (error instanceof DataCloneError) return error;
    throw error;
  }
  throw new Error("was copied");
}
