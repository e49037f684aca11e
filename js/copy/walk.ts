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
  /** The objects met and their copies, when they are more than FEW. */
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

/** A shell that was put aside because the stack was deep. */
interface Late {
  readonly shell: object;
  readonly source: object;
  readonly fill: Fill;
}

/** Objects up to which a search one by one beats a Map: break-even near 40 in bench/copy.ts, on V8. */
const FEW = 32;

const lookUp: (memo: Map<object, object>, source: object) => object | undefined = unbound(Map.prototype.get);
const enter: (memo: Map<object, object>, source: object, shell: object) => unknown = unbound(Map.prototype.set);

export function newWalk(root: string): Walk {
  return { root, met: undefined, count: 0, memo: undefined, fill: undefined, shape: undefined, depth: 0, late: undefined };
}

/** Begins a walk at an object whose shell was made without one. */
export function beginWalk(root: string, source: object, shell: object): Walk {
  return { root, met: { source, copy: shell, before: undefined }, count: 1, memo: undefined, fill: undefined, shape: undefined, depth: 0, late: undefined };
}

/** Returns the copy of an object met before. */
export function recall(source: object, walk: Walk): object | undefined {
  if (walk.memo !== undefined) return lookUp(walk.memo, source);
  for (let at = walk.met; at !== undefined; at = at.before) if (at.source === source) return at.copy;
  return undefined;
}

/** Makes `copy` the answer for every later mention of `source`. */
export function remember(source: object, copy: object, walk: Walk): void {
  if (walk.memo !== undefined) enter(walk.memo, source, copy);
  else {
    walk.met = { source, copy, before: walk.met };
    if (++walk.count > FEW) walk.memo = memoOf(walk);
  }
}

function memoOf(walk: Walk): Map<object, object> {
  const memo = new Map<object, object>();
  const list = metBy(walk);
  for (let i = 0; i < list.length; i++) enter(memo, (list[i] as Met).source, (list[i] as Met).copy);
  return memo;
}

/** Returns what was met, in order. */
function metBy({ met, count }: Walk): Met[] {
  const list: Met[] = [];
  list.length = count;
  for (let at = met, i = count; at !== undefined; at = at.before) list[--i] = at;
  return list;
}

/** Returns the copies made so far, that of the message first. */
export function copiesOf(walk: Walk): object[] {
  return walk.memo === undefined ? metBy(walk).map((met) => met.copy) : [...walk.memo.values()];
}
