// Values to copy.

import fc from "fast-check";
import { Pid, Ref, RefKind } from "../../js/pid.ts";

export const home = { node: 0, serial: 0 };
export const pid = new Pid({ home }, 1, 1);
export const ref = new Ref(home, RefKind.plain, 1, 1);

export class Point {
  x = 1;
  at = { y: 2 };
  get length(): never {
    throw new Error("ran");
  }
}

/** The nodes of a plan: each is of a kind, and holds leaves and, by number, other nodes or itself. */
export const leaf = fc.oneof(
  fc.string(), fc.double(), fc.integer(), fc.boolean(), fc.bigInt(), fc.constant(null), fc.constant(undefined), fc.constant(-0),
  fc.date({ noInvalidDate: false }), fc.constant(/a+/giu), fc.uint8Array(), fc.float64Array(), fc.constantFrom(Object(1), Object("s"), Object(true), Object(1n)),
);
const name = fc.oneof(fc.string(), fc.constantFrom("a", "b", "type", "__proto__", "constructor", "toString", "length", "0", "7", "a b"));
export const node = fc.record({
  kind: fc.constantFrom("record", "null", "class", "array", "sparse", "named", "map", "set", "error"),
  parts: fc.array(fc.tuple(name, fc.oneof({ weight: 2, arbitrary: leaf }, { weight: 1, arbitrary: fc.nat().map((index) => ({ index })) })), { maxLength: 8 }),
});
export type Node = { kind: string; parts: [string, unknown][] };

function define(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
}

const makers: Readonly<Record<string, () => object>> = {
  record: () => ({}), null: () => Object.create(null) as object, class: () => new Point(), array: () => [], sparse: () => [], named: () => [1, 2],
  map: () => new Map(), set: () => new Set(), error: () => new RangeError("boom"),
};

/** Builds a graph from a plan. */
export function build(plan: readonly Node[]): unknown {
  const made = plan.map(({ kind }) => makers[kind]?.() ?? {});
  plan.forEach(({ parts }, at) => {
    parts.forEach(([key, planned], position) => {
      const link = typeof planned === "object" && planned !== null && Object.hasOwn(planned, "index");
      const part = link ? made[(planned as { index: number }).index % made.length] : planned;
      const target = made[at] as object;
      if (target instanceof Map) target.set(position % 2 === 0 ? key : part, part);
      else if (target instanceof Set) target.add(part);
      else if (target instanceof Error) target.cause = part;
      else if (plan[at]?.kind === "array") (target as unknown[]).push(part);
      else if (plan[at]?.kind === "sparse") (target as unknown[])[position * 3 + 1] = part;
      else if (key !== "length" || !Array.isArray(target)) define(target, key, part);
    });
  });
  return made[0];
}
