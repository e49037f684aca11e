// Keys: what registries, groups and topics find things by. Compared by value, as Erlang compares terms.

import { wrongType } from "../options.ts";
import { isPid, isRef } from "../pid.ts";
import type { AnyPid, Ref } from "../pid.ts";

/**
 * What may be a key: a primitive, a pid, a ref, and arrays and plain objects of those. Two are the same when they look the
 * same; pids, refs and symbols when they are the same; `1`, `1n` and `"1"` are three.
 *
 * The type of a key that is an object is to be declared with `type`: to TypeScript, an `interface` may have any property more.
 */
export type Key = string | number | bigint | boolean | symbol | null | undefined | AnyPid | Ref | readonly Key[] | { readonly [name: string]: Key };

/** A value that is the same, as the key of a `Map`, for all keys that are the same. */
export type CanonicalKey = string | number | bigint | boolean | symbol | null | undefined | AnyPid | Ref;

const DEEPEST = 100;
/** Begins the text of an array or a record, which no text of another key begins with. */
const STRUCTURE = "\0";

/** Numbers for what has an identity and no text. Symbols stay: they are a program's constants. */
const numbers = new WeakMap<object, number>();
const numbersOfSymbols = new Map<symbol, number>();
let lastNumber = 0;

/** @throws TypeError for what is no key: functions, other objects, what contains itself. */
export function canonical(key: unknown): CanonicalKey {
  if (typeof key === "string") return key.startsWith(STRUCTURE) ? STRUCTURE + textOf(key, 0) : key;
  if (isAtom(key)) return key;
  return STRUCTURE + textOf(key, 0);
}

/** Returns a key that later changes of the original do not reach. `key` is one. */
export function copyKey(key: Key): Key {
  if (typeof key !== "object" || isAtom(key)) return key;
  if (Array.isArray(key)) return key.map(copyKey);
  return Object.fromEntries(Object.entries(key).map(([name, part]) => [name, copyKey(part)]));
}

function isAtom(key: unknown): key is Exclude<CanonicalKey, string> {
  return typeof key === "object" ? key === null || isPid(key) || isRef(key) : typeof key !== "function" && typeof key !== "string";
}

/** A text of which no other begins: they can be joined. */
function textOf(key: unknown, depth: number): string {
  if (depth > DEEPEST) throw notAKey(key, `at most ${DEEPEST} levels deep`);
  switch (typeof key) {
    case "string":
      return `s${key.length}:${key}`;
    case "number":
      return `n${key};`;
    case "bigint":
      return `i${key};`;
    case "symbol":
      return `y${numberOfSymbol(key)};`;
    case "object":
      return key === null || isAtom(key) ? textOfIdentity(key) : textOfStructure(key, depth);
    case "function":
      throw notAKey(key, "of primitives, pids and refs");
    default:
      return `${key};`; // true, false, undefined
  }
}

function textOfIdentity(identity: object | null): string {
  if (identity === null) return "l;";
  let number = numbers.get(identity);
  if (number === undefined) numbers.set(identity, (number = ++lastNumber));
  return `p${number};`;
}

function numberOfSymbol(symbol: symbol): number {
  let number = numbersOfSymbols.get(symbol);
  if (number === undefined) numbersOfSymbols.set(symbol, (number = ++lastNumber));
  return number;
}

function textOfStructure(key: object, depth: number): string {
  if (Array.isArray(key)) return `a${key.length}:${Array.from(key, (part) => textOf(part, depth + 1)).join("")}`;
  if (!isRecord(key)) throw notAKey(key, "of primitives, pids, refs, arrays and plain objects");
  const names = Object.keys(key).sort();
  return `r${names.length}:${names.map((name) => textOf(name, depth) + textOf(key[name], depth + 1)).join("")}`;
}

function isRecord(key: object): key is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(key);
  return (prototype === null || Object.getPrototypeOf(prototype) === null) && Object.getOwnPropertySymbols(key).length === 0;
}

function notAKey(key: unknown, expected: string): TypeError {
  return wrongType(`a key ${expected}`, key);
}
