// The writing of fields into the copy of a record: past the setters of a patched Object.prototype, and in good time for V8
// into a dictionary.

import { unbound } from "./exotic.ts";
import type { Fields } from "./link.ts";

/** Fields from which V8 is told to use a dictionary, instead of making a hidden class for each further field. */
export const WIDE = 64;

const { setPrototypeOf, defineProperty } = Object;
const ObjectPrototype: object = Object.prototype;
const hasOwn = unbound(Object.prototype.hasOwnProperty);
/** A property that no object of a message has. */
const pad = Symbol() as unknown as string;

/** True when for-in gives own keys only of a plain object. To ask once is cheaper than to ask 4 ns for each key. */
export function inheritsNothing(): boolean {
  for (const _ in ObjectPrototype) return false;
  return true;
}

/** Writes field number `size` of a record, the first one being number 1. */
export function write(shell: Fields, key: string, value: unknown, size: number): void {
  if (size >= WIDE) writeWide(shell, key, value, size === WIDE);
  else if (key.length === 9 && key === "__proto__") define(shell, key, value, true);
  else {
    try {
      shell[key] = value;
    } catch {
      define(shell, key, value, true); // Object.prototype is frozen, or has a setter that throws
    }
  }
}

/**
 * Writes into a shell that has no prototype meanwhile, and so no setter to meet. To delete a property that is not the last
 * makes V8 use a dictionary.
 */
function writeWide(shell: Fields, key: string, value: unknown, isFirst: boolean): void {
  if (isFirst) {
    setPrototypeOf(shell, null);
    shell[pad] = true;
  }
  shell[key] = value;
  if (isFirst) delete shell[pad];
}

/** Writes where an assignment might meet a setter. */
export function writeSafely(shell: Fields, key: string, value: unknown): void {
  if (key in shell) define(shell, key, value, true);
  else shell[key] = value;
}

/** Makes a property that is like those of a literal, but for its being enumerable or not. */
export function define(shell: object, key: string, value: unknown, enumerable: boolean): void {
  defineProperty(shell, key, { __proto__: null, value, enumerable, writable: true, configurable: true } as PropertyDescriptor);
}

/** Counts the fields. */
export function countOwn(shell: Fields): number {
  const isAllOwn = inheritsNothing();
  let count = 0;
  for (const key in shell) if (isAllOwn || hasOwn(shell, key)) count++;
  return count;
}
