// The beginnings of an array's copy. The trouble with arrays is that only a list of all keys tells of holes and of named
// properties, and that this list is dear.

import { hostClone } from "../../bindings/host-clone.ts";
import { isPlain, unbound } from "./exotic.ts";

/** Elements above which the list of keys costs more than the whole of structuredClone. */
const LARGE = 16_384;
/** A longer array is sparse: no engine keeps as many elements in a row. */
const LONGEST = 2 ** 27;
/** Places looked at before every element is: an array may be long because one index is. */
const PROBES = 64;

const { keys: keysOf } = Object;
const ArrayOf = Array;
const hasOwn = unbound(Object.prototype.hasOwnProperty);
const slice: (list: unknown[]) => unknown[] = unbound(Array.prototype.slice);

/**
 * Returns a slice of an array that has nothing but elements, without a hole: its items are still to be copied. Undefined
 * for any other array, and for one that would have `slice` run code of its own.
 */
export function sliceOfDense(source: unknown[]): unknown[] | undefined {
  const { length } = source;
  const keys = keysOf(source);
  // Indices come first and ascend: the last of as many keys as elements is the last index only if all are indices.
  if (keys.length !== length || (length > 0 && keys[length - 1] !== `${length - 1}`)) return undefined;
  return !hasOwn(source, "constructor") && source.constructor === ArrayOf ? slice(source) : undefined;
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

/** Returns the host's copy of a large array of plain values, undefined for any other. */
export function cloneLarge(source: unknown[]): unknown[] | undefined {
  if (source.length <= LARGE || hostClone === undefined || !holdsPlain(source)) return undefined;
  try {
    return hostClone(source) as unknown[];
  } catch {
    return undefined; // for a named property, whose path the caller will tell
  }
}

function holdsPlain(source: unknown[]): boolean {
  const { length } = source;
  if (length > LONGEST) return false;
  for (let i = 0; i < length; i += (length / PROBES) | 0) if (!hasOwn(source, `${i}`)) return false;
  for (let i = 0; i < length; i++) {
    const value = source[i];
    if (!isPlain(value) || (value === undefined && !hasOwn(source, `${i}`))) return false;
  }
  return true;
}
