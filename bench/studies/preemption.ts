// What the checks of beamlet/preempt cost: the same bodies as written and compiled, each in processes of its own, in turns.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { transform } from "beamlet/preempt";
import { TIMES, compare, more } from "../bodies.ts";
import { root } from "../root.ts";
import { answer, scaleOfStudy } from "../study.ts";

interface Case {
  readonly name: string;
  /** The statements of an iteration, in the body of a process. */
  readonly iteration: string;
  /** Statements before the loop. */
  readonly before?: string;
  /** What processes do: receive, work and answer. The others are parts of it, alone. */
  readonly isWhole?: true;
}

/** What the bodies share, at the top of their file. */
const shared = `
  import { receive, self, send } from "beamlet";
  function* nothing() {}
  const other = { *nothing() {} };
  function priced(lines) { let total = 0; for (const { count, price, isFree } of lines) if (!isFree) total += count * price; return Math.round(total * 1.19); }
`;

const cases: readonly Case[] = [
  { name: "the tightest loop", before: "let s = 1;", iteration: "s = (s + (i ^ s)) | 0;" },
  { name: "`yield*` of a generator that does nothing, a function of the file", iteration: "yield* nothing();" },
  { name: "the same, a method", iteration: "yield* other.nothing();" },
  {
    name: "a key in a Map, an element of an array",
    before: "const map = new Map(); const list = []; for (let k = 0; k < 1000; k++) { map.set('key' + k, k); list.push('key' + k); } let s = 0;",
    iteration: "s += map.get(list[i % 1000]);",
  },
  { name: "a message to oneself, sent and received", iteration: "send(self(), i); yield* receive();" },
  { name: "a record, its list and JSON.stringify", before: "let s = 0;", iteration: "s += JSON.stringify({ id: i, list: [i, i + 1, i + 2], name: 'item' }).length;" },
  { name: "a line of text, split and added up", before: "let s = 0; const line = '17,42,5,8,13,2';", iteration: "for (const field of line.split(',')) s += +field;" },
  {
    name: "an order of ten lines, priced",
    before: "const lines = Array.from({ length: 10 }, (_, n) => ({ count: n + 1, price: 2.5 * n, isFree: n % 4 === 0 })); let s = 0;",
    iteration: "let total = 0; for (const { count, price, isFree } of lines) if (!isFree) total += count * price; s += Math.round(total * 1.19);",
  },
  { name: "the same, its loop in a function of its own", before: "const lines = Array.from({ length: 10 }, (_, n) => ({ count: n + 1, price: 2.5 * n, isFree: n % 4 === 0 })); let s = 0;", iteration: "s += priced(lines);" },
  { name: "the same, its lines in a Map", before: "const lines = new Map(Array.from({ length: 10 }, (_, n) => [n, { count: n + 1, price: 2.5 * n, isFree: n % 4 === 0 }])); let s = 0;", iteration: "let total = 0; for (const [, { count, price, isFree }] of lines) if (!isFree) total += count * price; s += Math.round(total * 1.19);" },
  {
    name: "an order of ten lines, received, priced and answered",
    isWhole: true,
    before: "const lines = Array.from({ length: 10 }, (_, n) => ({ count: n + 1, price: 2.5 * n, isFree: n % 4 === 0 }));",
    iteration: "send(self(), { from: self(), lines }); const order = yield* receive(); let total = 0; for (const { count, price, isFree } of order.lines) if (!isFree) total += count * price; send(order.from, Math.round(total * 1.19)); yield* receive();",
  },
  {
    name: "the same, priced by a function of its own",
    isWhole: true,
    before: "const lines = Array.from({ length: 10 }, (_, n) => ({ count: n + 1, price: 2.5 * n, isFree: n % 4 === 0 }));",
    iteration: "send(self(), { from: self(), lines }); const order = yield* receive(); send(order.from, priced(order.lines)); yield* receive();",
  },
  {
    name: "a command, received, split, looked up and answered",
    isWhole: true,
    before: "const store = new Map();",
    iteration: "send(self(), { from: self(), line: 'set key' + (i & 255) + ' ' + i }); const { from, line } = yield* receive(); const [name, key, value] = line.split(' '); if (name === 'set') store.set(key, value); send(from, store.get(key)); yield* receive();",
  },
  {
    name: "a record, received, made to JSON and answered",
    isWhole: true,
    iteration: "send(self(), { from: self(), id: i, list: [i, i + 1, i + 2] }); const { from, id, list } = yield* receive(); send(from, JSON.stringify({ id, list, name: 'item' })); yield* receive();",
  },
  { name: "an array of a thousand, its sum", before: "const list = Array.from({ length: 1000 }, (_, n) => n * 0.5); let s = 0;", iteration: "for (let k = 0; k < list.length; k++) s += list[k];" },
];

const folder = join(root, "build/bench/preemption");
const code = shared + cases.map(({ before = "", iteration }, n) => `export function* body${n}(n) { ${before} for (let i = 0; i < n; i++) { ${iteration} } ${/\blet s\b/.test(before) ? "return s; " : ""}}`).join("\n");
mkdirSync(folder, { recursive: true });
const written = save("written.js", code);
const compiled = save("compiled.js", transform(`"use beamlet";\n${code}`, { filename: "compiled.js", format: "module" }).code);

function save(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const measured: (readonly [written: number, compiled: number])[] = [];
for (const n of cases.keys()) measured.push(await compare(written, compiled, `body${n}`, scaleOfStudy()));

const tightest = measured[0] as readonly [number, number];
const wholes = measured.filter((_, n) => cases[n]?.isWhole === true).map(([before, after]) => after / before);
const whole = Math.exp(wholes.reduce((sum, ratio) => sum + Math.log(ratio), 0) / wholes.length);
answer({
  name: "preemption",
  title: "What preemption costs",
  text: `Nanoseconds an iteration of a process's body, as written and compiled by \`beamlet/preempt\`: each in ${TIMES} processes of its own in turns, the least of all. Those that receive, work and answer take ${whole.toFixed(3)} of what they take as written, the geometric mean. What it costs whole programs show the rows of Savina, as written and compiled.`,
  headings: ["body", "as written", "compiled", "more"],
  rows: cases.map(({ name }, n) => {
    const [before, after] = measured[n] as readonly [number, number];
    return [name, before.toFixed(1), after.toFixed(1), more([before, after])];
  }),
  charts: [],
  figures: { tightestNs: tightest[1] - tightest[0], whole },
});
