// One copy of more than one object: which objects were met, what their copies are, and what is left to fill.

import { unbound } from "./exotic.ts";

/** Copies the parts of `source` into its shell. */
export type Fill = (shell: object, source: object, walk: Walk) => void;

export interface Walk {
  /** The first part of a path. */
  readonly root: string;
  /** The object met last, before there is a memo. */
  met: Met | undefined;
  count: number;
  /** The items of arrays, which are not remembered one by one. */
  list: List | undefined;
  listed: number;
  /** The objects met and their copies, when they are more than FEW; of a list those that are copied. */
  memo: Map<object, object> | undefined;
  /** Fills the shell made last; undefined when it is complete. */
  fill: Fill | undefined;
  /** The `Shape` of the object whose shell was made last, for `fill`. */
  shape: unknown;
  depth: number;
  late: Late[] | undefined;
}

/** An object met, and its copy. A list of these is made twice as fast as two arrays that grow. */
interface Met {
  readonly source: object;
  readonly copy: object;
  readonly before: Met | undefined;
}

/** The items of an array, and the array that their copies are written to: an item that has none yet stands there itself. */
interface List {
  readonly items: readonly unknown[];
  readonly copies: readonly unknown[];
  readonly before: List | undefined;
}

/** A shell that was put aside because the stack was deep. */
interface Late {
  readonly shell: object;
  readonly source: object;
  readonly fill: Fill;
}

/** Objects up to which a search one by one beats a Map: break-even near 40 in bench/copy.ts, on V8. */
export const FEW = 32;
/** Items listed up to which V8's search beats a Map. */
const LISTED = 128;
/** A shorter array is not worth a list. */
const LIST = 8;

const lookUp: (memo: Map<object, object>, source: object) => object | undefined = unbound(Map.prototype.get);
const { indexOf } = Array.prototype;
const { apply: reflectApply } = Reflect;
const slice: (items: readonly unknown[]) => unknown[] = unbound(Array.prototype.slice);
const enter: (memo: Map<object, object>, source: object, shell: object) => unknown = unbound(Map.prototype.set);

export function newWalk(root: string): Walk {
  return { root, met: undefined, count: 0, list: undefined, listed: 0, memo: undefined, fill: undefined, shape: undefined, depth: 0, late: undefined };
}

/** Begins a walk at an object whose shell was made without one. */
export function beginWalk(root: string, source: object, shell: object): Walk {
  return { root, met: { source, copy: shell, before: undefined }, count: 1, list: undefined, listed: 0, memo: undefined, fill: undefined, shape: undefined, depth: 0, late: undefined };
}

/** Returns the copy of an object met before. */
export function recall(source: object, walk: Walk): unknown {
  if (walk.memo !== undefined) return lookUp(walk.memo, source);
  for (let at = walk.met; at !== undefined; at = at.before) if (at.source === source) return at.copy;
  for (let { list } = walk; list !== undefined; list = list.before) {
    const index = find(list.items, source);
    if (index >= 0 && list.copies[index] !== source) return list.copies[index];
  }
  return undefined;
}

/** Makes `copy` the answer for every later mention of `source`, which is listed or not. */
export function remember(source: object, copy: object, walk: Walk, isListed: boolean): void {
  if (walk.memo !== undefined) enter(walk.memo, source, copy);
  else if (!isListed) {
    walk.met = { source, copy, before: walk.met };
    if (++walk.count + walk.listed > FEW) walk.memo = memoOf(walk);
  }
}

/** Lists the items of an array, which are going to be replaced by their copies there. False when they are too few or too many for that. */
export function listItems(items: unknown[], walk: Walk): boolean {
  if (walk.memo !== undefined || items.length < LIST || walk.listed + items.length > LISTED) return false;
  walk.listed += items.length;
  walk.list = { items: slice(items), copies: items, before: walk.list };
  return true;
}

/** To call the method of V8's own list is 5 ns cheaper than to call what was captured: that is compiled to no call. */
function find(items: readonly unknown[], item: unknown): number {
  return items.indexOf === indexOf ? items.indexOf(item) : (reflectApply(indexOf, items, [item]) as number);
}

function memoOf(walk: Walk): Map<object, object> {
  const memo = new Map<object, object>();
  eachMet(walk, (source, copy) => enter(memo, source, copy));
  return memo;
}

/** Visits what was met, the message first. */
function eachMet({ met, count, list }: Walk, visit: (source: object, copy: object) => unknown): void {
  const order: Met[] = [];
  order.length = count;
  for (let at = met, i = count; at !== undefined; at = at.before) order[--i] = at;
  for (let i = 0; i < count; i++) visit((order[i] as Met).source, (order[i] as Met).copy);
  for (let at = list; at !== undefined; at = at.before) {
    for (let i = 0; i < at.items.length; i++) if (at.items[i] !== at.copies[i]) visit(at.items[i] as object, at.copies[i] as object);
  }
}

/** Returns the copies made so far, that of the message first. */
export function copiesOf(walk: Walk): object[] {
  if (walk.memo !== undefined) return [...walk.memo.values()];
  const copies: object[] = [];
  eachMet(walk, (_, copy) => (copies[copies.length] = copy));
  return copies;
}
