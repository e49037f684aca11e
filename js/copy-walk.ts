// One copy of more than one object: which objects were met, what their copies are, and what is left to fill.

import { unbound } from "./copy-exotic.ts";

/** Copies the parts of `source` into its shell. */
export type Fill = (shell: object, source: object, walk: Walk) => void;

export interface Walk {
  /** The first part of a path. */
  readonly root: string;
  /** The objects met, and at the same index their copies. Past FEW objects `memo` takes the place of `sources`. */
  readonly sources: object[];
  readonly copies: object[];
  memo: Map<object, object> | undefined;
  /** Fills the shell made last; undefined when it is complete. */
  fill: Fill | undefined;
  depth: number;
  readonly late: Late[];
}

/** A shell that was put aside because the stack was deep. */
interface Late {
  readonly shell: object;
  readonly source: object;
  readonly fill: Fill;
}

/** Objects up to which a search through an array beats a Map: break-even near 90 in bench/copy.ts, on V8. */
const FEW = 64;

const indexOf: (list: object[], item: object) => number = unbound(Array.prototype.indexOf);
const lookUp: (memo: Map<object, object>, source: object) => object | undefined = unbound(Map.prototype.get);
const enter: (memo: Map<object, object>, source: object, shell: object) => unknown = unbound(Map.prototype.set);

export function newWalk(root: string): Walk {
  return { root, sources: [], copies: [], memo: undefined, fill: undefined, depth: 0, late: [] };
}

/** Begins a walk at an object whose shell was made without one. */
export function beginWalk(root: string, source: object, shell: object): Walk {
  const walk = newWalk(root);
  remember(source, shell, walk);
  return walk;
}

/** Returns the copy of an object met before. */
export function recall(source: object, walk: Walk): object | undefined {
  if (walk.memo !== undefined) return lookUp(walk.memo, source);
  const index = indexOf(walk.sources, source);
  return index < 0 ? undefined : walk.copies[index];
}

/** Makes `shell` the answer for every later mention of `source`. */
export function remember(source: object, shell: object, walk: Walk): void {
  const { sources, copies, memo } = walk;
  copies[copies.length] = shell;
  if (memo !== undefined) enter(memo, source, shell);
  else {
    sources[sources.length] = source;
    if (sources.length > FEW) walk.memo = memoOf(sources, copies);
  }
}

function memoOf(sources: readonly object[], copies: readonly object[]): Map<object, object> {
  const memo = new Map<object, object>();
  for (let i = 0; i < sources.length; i++) enter(memo, sources[i] as object, copies[i] as object);
  return memo;
}
