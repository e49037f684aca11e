// The copy of a message: what structuredClone gives, except that pids, refs, vias and shared values stay the same objects.
//
// One walk, depth first, every property read once and in order. An object is copied in three steps: its *shell* is made (an
// empty copy, at once the answer for every later mention of the object), the shell is linked into the copy of its parent,
// and only then filled. So when a value is refused, the copies made so far lead to it, and its path is found in them.
// Below DEEPEST levels shells are put aside and filled afterwards, so that no message overflows the stack.

import { holes, isDense, keyed, numbersOf } from "./copy/array.ts";
import { bufferOf, copyErrorHead, copyLeaf, copyView, isNamespace, isOwn, isPlain, type Kind, kindOf, kindOfBare, unbound } from "./copy/exotic.ts";
import type { Fields, Keys, Link } from "./copy/link.ts";
import { makeLinks } from "./copy/links.ts";
import { pathOf, type Step } from "./copy/path.ts";
import { fillShape, missed, newShapes, type Shape, shapeOf } from "./copy/shape.ts";
import { shellFor } from "./copy/shell.ts";
import { weighElements, weighEntries, weighObjects } from "./copy/weigh.ts";
import { countOwn, define, inheritsNothing, WIDE, write, writeSafely } from "./copy/write.ts";
import { beginWalk, copiesOf, FEW, listItems, newWalk, recall, remember, type Walk } from "./copy/walk.ts";
import { DataCloneError } from "./errors.ts";
import { isShared } from "./share.ts";
import { isVia } from "./via.ts";

/** Levels filled by recursion: some 20 KB of stack. */
const DEEPEST = 64;

const { getPrototypeOf, setPrototypeOf, getOwnPropertyDescriptor, keys: keysOf, values: valuesOf } = Object;
const { isArray } = Array;
const { keyFor } = Symbol;
const ObjectPrototype: object = Object.prototype;
const hasOwn = unbound(Object.prototype.hasOwnProperty);
const eachEntry = unbound(Map.prototype.forEach) as (map: object, visit: (value: unknown, key: unknown) => void) => void;
const eachItem = unbound(Set.prototype.forEach) as (set: object, visit: (item: unknown) => void) => void;
const setEntry = unbound(Map.prototype.set) as (map: object, key: unknown, value: unknown) => unknown;
const addItem = unbound(Set.prototype.add) as (set: object, item: unknown) => unknown;
const shapes = newShapes(() => makeLinks({ begin: beginWalk, adopt, descend, rest: fillRest, finish, leave, meet }));

/**
 * Copies `value` as `structuredClone` does, but keeps pids, refs, shared values and registered symbols.
 *
 * Getters run once each. A class instance becomes a plain object, and a property named `__proto__` stays a property.
 *
 * @param root names the value in the path of an error.
 * @throws {@link DataCloneError} for a value that holds a function, a symbol that is not registered, a WeakMap, a promise …
 */
export function copy<T>(value: T, root: string = "message"): T {
  return copyRoot(value, root) as T;
}

function copyRoot(value: unknown, root: string): unknown {
  if (isPlain(value)) return value;
  if (typeof value === "object") {
    if (isShared(value as object)) return value;
    const shape = shapeOf(value as object, shapes);
    const made = shape?.link.copy(shape, value as Fields, root);
    if (made !== undefined) return made;
    if (isOwn(value)) return value; // asked late: most messages are records
    const shell = copyPlain(value as object, root);
    if (shell !== undefined) return shell;
  }
  const walk = newWalk(root);
  const made = adopt(value, walk, undefined, "");
  descend(made, value, walk);
  fillLate(walk);
  return made;
}

/** Copies a plain object, and gives undefined for another. */
function copyPlain(source: object, root: string): object | undefined {
  if (getPrototypeOf(source) !== ObjectPrototype || isArray(source)) return undefined;
  const shell = shellFor(source);
  const walk = fillFields(shell, source as Fields, undefined, root);
  missed(shell, shapes);
  if (walk !== undefined) fillLate(walk);
  return shell;
}

function finish(keys: Keys, shell: Fields, source: Fields, walk: Walk | undefined, root: string): Fields {
  const { next } = keys as Shape;
  const begun = next === undefined ? walk : fillShape(next, shell, source, walk, root);
  if (begun !== undefined) fillLate(begun);
  return shell;
}

function leave(keys: Keys, shell: Fields, source: Fields, root: string, from: number): Fields {
  return finish(keys, shell, source, fillRest(keys, from, shell, source, undefined, root), root);
}

function meet(keys: Keys, shell: Fields, source: Fields, root: string, at: number, key: string, value: unknown, fill: Link["fill"]): Fields {
  const walk = beginWalk(root, source, shell);
  const made = adopt(value, walk, shell, key);
  shell[key] = made;
  descend(made, value, walk);
  return finish(keys, shell, source, fill(keys, shell, source, walk, root, at + 1), root);
}

/** True for what is passed by reference, a pid or ref apart. `value` is not plain. */
function isKept(value: unknown): boolean {
  return typeof value === "symbol" ? keyFor(value) !== undefined : isShared(value as object);
}

/**
 * Returns what stands for `value` at `step` of `holder`: itself when it is passed by reference, its copy when it was met
 * before, else a new shell. The caller links it, and then descends. `value` is not plain, nor a pid or ref.
 */
function adopt(value: unknown, walk: Walk, holder: object | undefined, step: Step, isListed = false): unknown {
  if (isKept(value)) return value;
  if (typeof value !== "object" || value === null) throw refusal(value, walk, holder, step);
  const known = recall(value, walk);
  if (known !== undefined) return known;
  const shell = shellOf(value, walk, holder, step);
  if (shell === undefined) throw refusal(value, walk, holder, step);
  remember(value, shell, walk, isListed);
  return shell;
}

function refusal(value: unknown, walk: Walk, holder: object | undefined, step: Step): DataCloneError {
  return new DataCloneError(holder === undefined ? walk.root : pathOf(walk.root, copiesOf(walk), holder, step), value);
}

/** Fills the shell that `adopt` has made of `source`, or puts it aside when the stack is deep. Nothing to do when it made none. */
function descend(shell: unknown, source: unknown, walk: Walk): void {
  const { fill } = walk;
  if (fill === undefined) return;
  walk.fill = undefined;
  if (walk.depth >= DEEPEST) {
    walk.late ??= [];
    walk.late[walk.late.length] = { shell: shell as object, source: source as object, fill };
    return;
  }
  walk.depth++;
  fill(shell as object, source as object, walk);
  walk.depth--;
}

/** Fills what was put aside, and what is put aside meanwhile. The copy is complete then. */
function fillLate(walk: Walk): void {
  const { late } = walk;
  for (let i = 0; late !== undefined && i < late.length; i++) {
    const { fill, shell, source } = late[i] as NonNullable<Walk["late"]>[number];
    fill(shell, source, walk);
  }
  const count = walk.memo === undefined ? walk.count + walk.listed : walk.memo.size;
  if (count > FEW) weighObjects(count);
}

/** Makes the shell of an object not met before, and says in `walk.fill` what fills it. Undefined: there can be no copy. */
function shellOf(source: object, walk: Walk, holder: object | undefined, step: Step): object | undefined {
  const shape = walk.depth < DEEPEST ? shapeOf(source, shapes) : undefined;
  const shell = shape?.link.shellOf(shape, source as Fields);
  if (shell !== undefined) {
    walk.shape = shape;
    walk.fill = fillShaped;
    return shell;
  }
  if (isArray(source)) return shellOfArray(source, walk);
  const prototype: unknown = getPrototypeOf(source);
  if (prototype === ObjectPrototype) {
    walk.fill = fillRecord;
    return shellFor(source);
  }
  if (isVia(source)) return source;
  const kind = kindOfOther(source, prototype);
  switch (kind) {
    case "record":
      walk.fill = fillInstance;
      return {};
    case "map":
      walk.fill = fillMap;
      return new Map();
    case "set":
      walk.fill = fillSet;
      return new Set();
    case "error":
      walk.fill = fillCause;
      return copyErrorHead(source);
    case "view":
      return copyView(source, adopt(bufferOf(source), walk, holder, step) as object);
    case "refused":
      return undefined;
    default:
      return copyLeaf(source, kind);
  }
}

function kindOfOther(source: object, prototype: unknown): Kind {
  if (prototype !== null) return kindOf(source, prototype);
  return isNamespace(source) ? "refused" : "record";
}

function shellOfArray(source: unknown[], walk: Walk): unknown[] {
  const { length } = source;
  const values = valuesOf(source);
  weighElements(values.length);
  if (isDense(source, values, length)) {
    const numbers = numbersOf(values);
    if (numbers === undefined) walk.fill = fillDense;
    return numbers ?? values;
  }
  const shell = keyed(source, values, length);
  walk.fill = shell === undefined ? fillMissing : fillKeyed;
  return shell ?? holes(length);
}

function fillShaped(shell: object, source: object, walk: Walk): void {
  fillShape(walk.shape as Shape, shell as Fields, source as Fields, walk, walk.root);
}

function fillRecord(shell: object, source: object, walk: Walk): void {
  fillFields(shell as Fields, source as Fields, walk, walk.root);
  missed(shell as Fields, shapes);
}

function fillInstance(shell: object, source: object, walk: Walk): void {
  fillFields(shell as Fields, source as Fields, walk, walk.root, false);
}

/** Copies the fields. Returns the walk: the one given, or one begun here because a field holds an object. */
function fillFields(shell: Fields, source: Fields, walk: Walk | undefined, root: string, isPlainObject = true): Walk | undefined {
  const isAllOwn = isPlainObject && inheritsNothing();
  let size = 0;
  let isWhole = true;
  for (const key in source) {
    if (!isAllOwn && !hasOwn(source, key)) continue;
    const value = source[key];
    if (++size === WIDE) isWhole = countOwn(shell) === WIDE - 1; // from here on no setter is in the way
    if (isOwn(value) || (walk === undefined && isKept(value))) {
      write(shell, key, value, size);
      continue;
    }
    walk ??= beginWalk(root, source, shell);
    const made = adopt(value, walk, shell, key);
    write(shell, key, made, size);
    if (walk.fill !== undefined) descend(made, value, walk);
  }
  if (size < WIDE) isWhole = countOwn(shell) === size;
  else setPrototypeOf(shell, ObjectPrototype);
  if (isWhole && size > 0) return walk;
  walk ??= beginWalk(root, source, shell);
  if (kindOfBare(source) !== "record") throw new DataCloneError(pathOf(root, copiesOf(walk), shell), source);
  fillMissing(shell, source, walk);
  return walk;
}

/** Copies the fields from the key of that number on, where an assignment might meet a setter or a getter has deleted a field. */
function fillRest(keys: Keys, from: number, shell: Fields, source: Fields, walk: Walk | undefined, root: string): Walk | undefined {
  return from === keys.count ? walk : fillSafely(keys, from, shell, source, walk ?? beginWalk(root, source, shell));
}

function fillSafely(keys: Keys, from: number, shell: Fields, source: Fields, walk: Walk): Walk {
  const list = [keys.a, keys.b, keys.c, keys.d];
  for (let i = from; i < keys.count; i++) {
    const key = list[i] as string;
    if (hasOwn(source, key)) copyField(shell, source, key, walk);
  }
  return walk;
}

function copyField(shell: Fields, source: Fields, key: string, walk: Walk): void {
  const value = source[key];
  const made = isOwn(value) ? value : adopt(value, walk, shell, key);
  writeSafely(shell, key, made);
  if (walk.fill !== undefined) descend(made, value, walk);
}

/**
 * Copies the properties that the shell lacks: all those of an array with holes or names, and of a record the fields that a
 * setter on a patched Object.prototype has swallowed. These alone are read twice.
 */
function fillMissing(shell: object, source: object, walk: Walk): void {
  const keys = keysOf(source);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string;
    if (!hasOwn(shell, key) && hasOwn(source, key)) copyField(shell as Fields, source as Fields, key, walk);
  }
}

/** Replaces the values of an array with holes or names by their copies. */
function fillKeyed(shell: object, _source: object, walk: Walk): void {
  const fields = shell as Fields;
  const keys = keysOf(shell);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string;
    const value = fields[key];
    if (isOwn(value)) continue;
    fields[key] = adopt(value, walk, shell, key);
    descend(fields[key], value, walk);
  }
}

function fillDense(shell: object, _source: object, walk: Walk): void {
  const items = shell as unknown[];
  let isListed: boolean | undefined;
  walk.depth++; // for the records that are filled here
  for (let i = 0; i < items.length; i++) {
    const value = items[i];
    if (isPlain(value)) continue;
    isListed ??= listItems(items, walk);
    if ((isListed && copyItem(items, i, walk)) || isOwn(value)) continue;
    const made = adopt(value, walk, shell, i, isListed);
    items[i] = made;
    if (walk.fill !== undefined) descend(made, value, walk);
  }
  walk.depth--;
}

/** Copies a listed item that is a record of a known shape, as in most arrays. False for any other. */
function copyItem(items: unknown[], index: number, walk: Walk): boolean {
  const source = items[index];
  if (walk.memo !== undefined || walk.depth >= DEEPEST || typeof source !== "object") return false;
  const shape = shapeOf(source as Fields, shapes);
  if (shape === undefined || isShared(source as Fields)) return false;
  const known = recall(source as Fields, walk);
  if (known !== undefined) items[index] = known;
  else if (!shape.link.copyItem(shape, source as Fields, walk, items, index)) return false;
  else if (shape.next !== undefined) fillShape(shape.next, items[index] as Fields, source as Fields, walk, walk.root);
  return true;
}

function fillMap(shell: object, source: object, walk: Walk): void {
  const entries: unknown[] = []; // as they are now: a getter may change the Map
  eachEntry(source, (value, key) => {
    entries[entries.length] = key;
    entries[entries.length] = value;
  });
  weighEntries(entries.length / 2);
  for (let i = 0; i < entries.length; i += 2) {
    const key = isOwn(entries[i]) ? entries[i] : fillKey(shell, entries[i], walk, i);
    const value = entries[i + 1];
    if (isOwn(value)) {
      setEntry(shell, key, value);
      continue;
    }
    setEntry(shell, key, undefined); // so that the path of an error finds the key
    const made = adopt(value, walk, shell, i + 1);
    setEntry(shell, key, made);
    if (walk.fill !== undefined) descend(made, value, walk);
  }
}

function fillKey(shell: object, key: unknown, walk: Walk, step: number): unknown {
  const made = adopt(key, walk, shell, step);
  setEntry(shell, made, undefined);
  descend(made, key, walk);
  return made;
}

function fillSet(shell: object, source: object, walk: Walk): void {
  const items: unknown[] = [];
  eachItem(source, (item) => {
    items[items.length] = item;
  });
  weighEntries(items.length);
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    const made = isOwn(item) ? item : adopt(item, walk, shell, i);
    addItem(shell, made);
    if (walk.fill !== undefined) descend(made, item, walk);
  }
}

function fillCause(shell: object, source: object, walk: Walk): void {
  const cause = getOwnPropertyDescriptor(source, "cause");
  if (cause === undefined || !hasOwn(cause, "value")) return;
  const made = isOwn(cause.value) ? cause.value : adopt(cause.value, walk, shell, "cause");
  define(shell, "cause", made, false);
  descend(made, cause.value, walk);
}
