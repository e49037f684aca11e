// The copier against the host's structuredClone, round by round in turn. It has no public name of its own: it is what `send`
// does. The build bundles this program as it does the library, whose functions V8 calls in less time than those of its modules.

import { copy } from "../../js/copy.ts";
import { Pid } from "../../js/pid.ts";
import { median } from "../stats.ts";
import { answer, scaleOfStudy } from "../study.ts";

interface Case {
  readonly name: string;
  /** Makes the values, a power of two many, which are taken in turn: of one shape, or of as many shapes as there are values. */
  readonly make: () => readonly unknown[];
  /** False where structuredClone overflows the stack. */
  readonly isCloneable: boolean;
}

const scale = scaleOfStudy();
const ROUNDS = Math.max(3, Math.round(15 * scale));
const ROUND_MS = Math.max(0.1, 8 * scale);
const SHAPES = 16;

const pid = new Pid({ home: { node: 0, serial: 0 } }, 1, 1);
const numbers = (length: number): number[] => Array.from({ length }, (_, i) => i);
const small = (i: number) => ({ id: i, name: `item ${i}`, done: i % 2 === 0 });
const nested = (i: number) => ({
  type: "order",
  id: i,
  at: 1.5,
  customer: { name: "Ada", address: { city: "London", zip: "N1" }, vip: true },
  lines: { first: { sku: "a", count: 2 }, total: 2 },
  note: null,
  currency: "EUR",
  paid: false,
  total: 99.5,
  tags: "x,y",
});
const list = (depth: number): unknown => {
  let head: unknown = null;
  for (let i = 0; i < depth; i++) head = { value: i, next: head };
  return head;
};
const wide = (count: number, i: number): object => Object.fromEntries(numbers(count).map((j) => [`w${i}_${j}`, j]));

function one(name: string, make: () => unknown, isCloneable = true): Case {
  return { name, make: () => [make()], isCloneable };
}

function many(name: string, make: (i: number) => unknown): Case {
  return { name, make: () => numbers(SHAPES).map(make), isCloneable: true };
}

/** The shapes that the copier learns: those of the first cases, and a few of the 16 and 16 that follow. */
const records: readonly Case[] = [
  one("{ type, n }", () => ({ type: "inc", n: 1 })),
  one("{ type, from: pid, v }", () => ({ type: "ping", from: pid, v: 1 })),
  many("10 fields, one shape", (i) => ({ a: i, b: 2, c: 3, d: 4, e: "5", f: 6, g: true, h: null, i: 9, j: 10 })),
  many("10 fields, depth 3", nested),
  one("array of 100 small records", () => numbers(100).map(small)),
  many("{ type, n }, 16 shapes", (i) => ({ type: "inc", [`n${i}`]: 1 })),
  many("{ type, from: pid, v }, 16 shapes", (i) => ({ type: "ping", [`from${i}`]: pid, v: 1 })),
  many("10 fields, 16 shapes", (i) => Object.fromEntries(numbers(10).map((j) => [`k${i}_${j}`, j]))),
  many("10 fields, depth 3, 16 shapes", (i) => ({ ...nested(i), [`s${i}`]: { [`t${i}`]: { [`u${i}`]: 1 } } })),
];

const cases: readonly Case[] = [
  ...records,
  one("{}", () => ({})),
  one("pid", () => pid),
  one("array of 10 numbers", () => numbers(10)),
  one("array of 100 numbers", () => numbers(100)),
  one("array of 10k numbers", () => numbers(10_000)),
  one("array of 100k numbers", () => numbers(100_000)),
  one("array of 100k halves", () => numbers(100_000).map((n) => n + 0.5)),
  one("array of 100 strings", () => numbers(100).map(String)),
  one("array of 100k small records", () => numbers(100_000).map(small)),
  one("array of 1000, one hole", () => Object.assign(Array(1000), numbers(1000).slice(0, 998))),
  one("sparse array", () => Object.assign([], { 4_000_000: 1 })),
  one("string", () => "hello"),
  one("Map of 100", () => new Map(numbers(100).map((i) => [`key ${i}`, i]))),
  one("Map of 100 records", () => new Map(numbers(100).map((i) => [`key ${i}`, small(i)]))),
  one("Set of 100", () => new Set(numbers(100))),
  one("list, 500 deep", () => list(500)),
  one("list, 100k deep", () => list(100_000), false),
  one("record of 50", () => wide(50, 0)),
  many("record of 1000, 16 shapes", (i) => wide(1000, i)),
  one("record of 20k", () => wide(20_000, 0)),
  one("typed array, 100 bytes", () => new Uint8Array(100)),
  one("typed array, 1 MB", () => new Uint8Array(1 << 20)),
  one("Date", () => new Date(0)),
  one("RegExp", () => /a+b/gi),
  one("Error", () => new TypeError("boom")),
  one("Error with cause", () => new Error("outer", { cause: new TypeError("inner") })),
  one("class instance", () => new (class Point { x = 1; y = 2; })()),
  one("class instance without fields", () => new (class Empty {})()),
];

let sink: unknown;

/** Times copies made after young garbage is gone, so that each side pays for its own. A full collection would take V8's hidden classes too. */
function timeOf(run: (value: unknown) => unknown, values: readonly unknown[], repeats: number): number {
  const last = values.length - 1;
  gc?.({ type: "minor" });
  const start = performance.now();
  for (let i = 0; i < repeats; i++) sink = run(values[i & last]);
  return ((performance.now() - start) * 1e6) / repeats;
}

function repeatsFor(run: (value: unknown) => unknown, values: readonly unknown[]): number {
  let repeats = 1;
  while (timeOf(run, values, repeats) * repeats < ROUND_MS * 1e6 && repeats < 1e6) repeats *= 2;
  return repeats;
}

interface Measured extends Case {
  readonly ours: number;
  /** NaN where structuredClone has no answer. */
  readonly theirs: number;
}

function measure(each: Case): Measured {
  const { isCloneable } = each;
  const values = each.make();
  const runs: ((value: unknown) => unknown)[] = isCloneable ? [(value) => copy(value), (value) => structuredClone(value)] : [(value) => copy(value)];
  const repeats = runs.map((run) => repeatsFor(run, values));
  const samples: number[][] = runs.map(() => []);
  for (let round = 0; round < ROUNDS; round++) runs.forEach((run, i) => samples[i]?.push(timeOf(run, values, repeats[i] ?? 1)));
  const [ours = NaN, theirs = NaN] = samples.map(median);
  return { ...each, ours, theirs };
}

// One after another on purpose: the copier has then seen all these shapes, as in a real program.
for (const { make } of records) {
  const values = make();
  for (let i = 0; i < 4_000; i++) sink = copy(values[i % values.length]);
}
const measured = cases.map(measure);
void sink;

const worst = (some: readonly Measured[]) => Math.max(...some.filter(({ isCloneable }) => isCloneable).map(({ ours, theirs }) => ours / theirs));

answer({
  name: "copy",
  title: "Copies",
  text: `What a message costs to copy, beside \`structuredClone\`, over ${ROUNDS} rounds in turns, each of which begins without young garbage; nanoseconds. The target of 8 × is for the first nine, which are records of few fields and of some.`,
  headings: ["value", "copy", "structuredClone", "faster"],
  rows: measured.map(({ name, ours, theirs }) => [name, ours.toFixed(ours < 1_000 ? 1 : 0), Number.isNaN(theirs) ? "" : theirs.toFixed(0), Number.isNaN(theirs) ? "" : `${(theirs / ours).toFixed(2)} ×`]),
  charts: [],
  figures: { records: worst(measured.slice(0, records.length)), any: worst(measured) },
});
