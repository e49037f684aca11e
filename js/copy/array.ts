// The beginnings of an array's copy. The trouble with arrays is that only a list of all keys tells of holes and of named
// properties, and that this list is dear: of strings, one for each index. A list of all values is not.

import type { Fields } from "./link.ts";
import { writeSafely } from "./write.ts";

/** Elements above which V8 is not asked for room for all of them at once. */
const LARGE = 16_384;

const { keys: keysOf } = Object;
const ArrayPrototype: object = Array.prototype;

/** True when `values`, of all properties of an array, are those of its elements: it has no holes and no names. */
export function isDense(source: unknown[], values: readonly unknown[], length: number): boolean {
  if (values.length !== length) return false;
  for (const _ in ArrayPrototype) return false; // what is inherited there would look like an element
  for (let i = 0; i < length; i++) if (!(i in source)) return false;
  return true;
}

/** Returns an array of these values if all are numbers: one that V8 keeps as such, without an object for each fraction. */
export function numbersOf(values: readonly unknown[]): unknown[] | undefined {
  const list: unknown[] = [];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value !== "number") return undefined;
    list[i] = value;
  }
  return list;
}

/** Returns a copy of an array with holes or names, given its values. Undefined when a getter has changed which there are. */
export function keyed(source: unknown[], values: readonly unknown[], length: number): unknown[] | undefined {
  const keys = keysOf(source);
  if (keys.length !== values.length) return undefined;
  const shell = holes(length);
  for (let i = 0; i < keys.length; i++) writeSafely(shell as unknown as Fields, keys[i] as string, values[i]);
  return shell;
}

/** Returns an array of holes only. */
export function holes(length: number): unknown[] {
  const shell: unknown[] = [];
  if (length <= LARGE) shell.length = length;
  else {
    // An element far out makes V8 keep a table of elements; to set the length would allocate them all.
    shell[length - 1] = undefined;
    delete shell[length - 1];
  }
  return shell;
}
