// Shapes: the lists of keys of the records that a program sends most, each with links that copy such records fast.
//
// They are found in a tree with one node for each key. For-in gives keys that V8 has only once each, so they are compared
// by identity; and it runs no getter, so a record that is of no shape can still be copied another way. A shape keeps its
// links for good. Measured with 8 shapes in turn: 28 ns a copy, and 50 by the loop in copy.ts that takes any record.

import type { Fields, Keys, Link } from "./link.ts";
import { shells, WIDEST, type Shell } from "./shell.ts";
import type { Walk } from "./walk.ts";

/**
 * Of the records without a shape one in so many has its shape learnt: those sent most are, and those of a moment take no
 * links. A prime, so as not to keep step with messages that come in turns.
 */
const PATIENCE = 251;
const PER_LINK = 4;
/** Objects of no shape in a row, after which most are not looked up: a program may send nothing that was learnt. */
const HOPE = 32;
/** Then one in so many is looked up. */
const SKIPS = 16;
/** Shapes with the same beginning: they are tried in turn. */
const BRANCHES = 16;

const { isArray } = Array;
const { isView } = ArrayBuffer;

/** The keys of one link, and what copies the others. */
export interface Shape extends Keys {
  readonly link: Link;
  readonly next: Shape | undefined;
}

interface Node {
  readonly key: string;
  /** The first of the nodes for the key after this one. */
  child: Node | undefined;
  readonly sibling: Node | undefined;
  /** What a record is that has no further key. */
  shape: Shape | undefined;
}

export interface Shapes {
  readonly top: Node;
  readonly makeLinks: () => Link[];
  /** The links that no shape has yet. Undefined until the first shape is learnt: to make them all takes half a millisecond. */
  free: Link[] | undefined;
  /** Plain objects that were of no shape. */
  misses: number;
  /** Falls from HOPE to zero with plain objects of no shape in a row. */
  hope: number;
  skips: number;
}

export function newShapes(makeLinks: () => Link[]): Shapes {
  return { top: newNode("", undefined), makeLinks, free: undefined, misses: 0, hope: HOPE, skips: 0 };
}

function newNode(key: string, sibling: Node | undefined): Node {
  return { key, child: undefined, sibling, shape: undefined };
}

/** Returns the shape whose keys an object has, undefined when none was learnt. An object of a class may have one, which does not copy it. */
export function shapeOf(source: object, shapes: Shapes): Shape | undefined {
  if (isArray(source) || isView(source)) return undefined; // for-in would make a list of all indices
  if (shapes.hope === 0 && isSkipped(shapes)) return undefined;
  const shape = lookUp(source, shapes.top);
  if (shape !== undefined && shapes.hope !== HOPE) shapes.hope = HOPE;
  return shape;
}

function isSkipped(shapes: Shapes): boolean {
  shapes.skips = (shapes.skips + 1) % SKIPS;
  return shapes.skips !== 0;
}

function lookUp(source: object, top: Node): Shape | undefined {
  let at: Node | undefined = top;
  for (const key in source) {
    at = at.child;
    while (at !== undefined && at.key !== key) at = at.sibling;
    if (at === undefined) return undefined;
  }
  return at.shape;
}

/** Copies the fields of a record of that shape. */
export function fillShape(shape: Shape, shell: Fields, source: Fields, walk: Walk | undefined, root: string): Walk | undefined {
  const begun = shape.link.fill(shape, shell, source, walk, root, 0);
  return shape.next === undefined ? begun : fillShape(shape.next, shell, source, begun, root);
}

/** Notes a plain object that is of no known shape, given as its copy. */
export function missed(shell: Fields, shapes: Shapes): void {
  if (shapes.hope > 0) shapes.hope--;
  if (++shapes.misses % PATIENCE === 0) learn(shell, shapes);
}

function learn(shell: Fields, shapes: Shapes): void {
  const { top } = shapes;
  const free = (shapes.free ??= shapes.makeLinks());
  const keys: string[] = [];
  for (const key in shell) {
    if (key in {} || key === `${+key}` || keys.length === WIDEST) return;
    keys[keys.length] = key;
  }
  if (keys.length === 0 || keys.length > free.length * PER_LINK) return;
  let at = top;
  for (let i = 0; i < keys.length; i++) {
    const next = branch(at, keys[i] as string);
    if (next === undefined) return;
    at = next;
  }
  at.shape ??= newShape(keys, 0, free);
}

function branch(at: Node, key: string): Node | undefined {
  let count = 0;
  for (let next = at.child; next !== undefined; next = next.sibling, count++) if (next.key === key) return next;
  return count === BRANCHES ? undefined : (at.child = newNode(key, at.child));
}

function newShape(keys: readonly string[], from: number, free: Link[]): Shape | undefined {
  if (from >= keys.length) return undefined;
  const key = (i: number): string => keys[from + i < keys.length ? from + i : from] as string;
  const link = free[free.length - 1] as Link;
  free.length--;
  const count = keys.length - from < PER_LINK ? keys.length - from : PER_LINK;
  return { Shell: shells[keys.length] as Shell, count, a: key(0), b: key(1), c: key(2), d: key(3), link, next: newShape(keys, from + PER_LINK, free) };
}
