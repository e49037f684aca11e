// What the checks of beamlet/preempt cost: the same bodies as written and compiled, round by round in turn.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createRuntime } from "beamlet";
import { transform } from "beamlet/preempt";
import { root } from "../root.ts";
import { answer, scaleOfStudy } from "../study.ts";

type Body = (iterations: number) => Generator<unknown, unknown, unknown>;

interface Case {
  readonly name: string;
  /** The statements of an iteration, in the body of a process. */
  readonly iteration: string;
  /** Statements before the loop. */
  readonly before?: string;
}

const scale = scaleOfStudy();
const ROUNDS = Math.max(3, Math.round(15 * scale));
const ROUND_MS = Math.max(0.2, 60 * scale);

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
    before: "const lines = Array.from({ length: 10 }, (_, n) => ({ count: n + 1, price: 2.5 * n, isFree: n % 4 === 0 }));",
    iteration: "send(self(), { from: self(), lines }); const order = yield* receive(); let total = 0; for (const { count, price, isFree } of order.lines) if (!isFree) total += count * price; send(order.from, Math.round(total * 1.19)); yield* receive();",
  },
  { name: "an array of a thousand, its sum", before: "const list = Array.from({ length: 1000 }, (_, n) => n * 0.5); let s = 0;", iteration: "for (let k = 0; k < list.length; k++) s += list[k];" },
];

const folder = join(root, "build/bench/preemption");
const code = shared + cases.map(({ before = "", iteration }, n) => `export function* body${n}(n) { ${before} for (let i = 0; i < n; i++) { ${iteration} } ${/\blet s\b/.test(before) ? "return s; " : ""}}`).join("\n");
mkdirSync(folder, { recursive: true });
const written = await load("written.js", code);
const compiled = await load("compiled.js", transform(`"use beamlet";\n${code}`, { filename: "compiled.js", format: "module" }).code);

async function load(name: string, text: string): Promise<readonly Body[]> {
  const file = join(folder, name);
  writeFileSync(file, text);
  const bodies: Readonly<Record<string, Body>> = await import(pathToFileURL(file).href);
  return cases.map((_, n) => bodies[`body${n}`] as Body);
}

// As written, some hold the thread for long: that is what is measured, and no news.
const { run } = createRuntime({ longTurnMs: Infinity });

async function timeOf(body: Body, iterations: number): Promise<number> {
  const start = performance.now();
  await run(body, iterations);
  return ((performance.now() - start) * 1e6) / iterations;
}

/** The least of the rounds of both, in nanoseconds an iteration: what else the machine does can only add to it. */
async function measure(n: number): Promise<readonly [written: number, compiled: number]> {
  const bodies = [written[n] as Body, compiled[n] as Body];
  let iterations = 1_000;
  for (const body of bodies) while ((await timeOf(body, iterations)) * iterations < ROUND_MS * 1e6 && iterations < 1e8) iterations *= 2;
  const least = [Infinity, Infinity];
  for (let round = 0; round < ROUNDS; round++) {
    for (const [which, body] of bodies.entries()) least[which] = Math.min(least[which] as number, await timeOf(body, iterations));
  }
  return [least[0] as number, least[1] as number];
}

const measured: (readonly [written: number, compiled: number])[] = [];
for (const n of cases.keys()) measured.push(await measure(n));

const tightest = measured[0] as readonly [number, number];
answer({
  name: "preemption",
  title: "What preemption costs",
  text: `Nanoseconds an iteration of a process's body, as written and compiled by \`beamlet/preempt\`: the least of ${ROUNDS} rounds in turns. What it costs whole programs show the rows of Savina, as written and compiled.`,
  headings: ["body", "as written", "compiled", "more"],
  rows: cases.map(({ name }, n) => {
    const [before, after] = measured[n] as readonly [number, number];
    return [name, before.toFixed(1), after.toFixed(1), `${(100 * (after / before - 1)).toFixed(1)} %`];
  }),
  charts: [],
  figures: { tightestNs: tightest[1] - tightest[0] },
});
