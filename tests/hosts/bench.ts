// The table of bench/HOSTS.md and of README.md: every host of this machine, the tests it passes, and how fast it is.

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem, type } from "node:os";
import { join } from "node:path";
import { writeSection } from "../../bench/section.ts";
import { buildPrograms } from "./drive/build.ts";
import type { Host } from "./drive/host.ts";
import { hosts } from "./drive/hosts.ts";
import { root } from "./drive/paths.ts";
import type { Floor } from "./programs/floor.ts";
import type { Measures } from "./programs/measure.ts";
import type { FileReport } from "./suite/run.ts";

const ROUNDS = Number(process.env["ROUNDS"] ?? 3);
const TARGETS = { firstMs: 10, furtherMs: 1 };

interface Row {
  readonly host: Host;
  readonly version: string;
  readonly passed: number;
  readonly failed: number;
  readonly measures: Measures;
  /** Milliseconds of `firstMs` that an empty module would have taken. */
  readonly emptyMs: number;
}

const loadBefore = load();
await buildPrograms();
const there = hosts.filter((host) => {
  const missing = host.missing();
  if (missing !== undefined) console.error(`${host.name}: skipped, ${missing}`);
  return missing === undefined;
});

const measured = new Map<Host, { readonly all: Measures[]; readonly floors: number[] }>(there.map((host) => [host, { all: [], floors: [] }]));
// In turns, so that the machine's noise falls on all of them alike. Each time it is a fresh start of the host.
for (let round = 1; round <= ROUNDS; round++) {
  for (const [host, { all, floors }] of measured) {
    console.error(`${host.name}, round ${round} of ${ROUNDS}`);
    floors.push(((await host.run("floor")) as Floor).emptyMs);
    all.push((await host.run("measure")) as Measures);
  }
}
const rows: Row[] = [];
for (const [host, { all, floors }] of measured) {
  console.error(`${host.name}, tests`);
  const reports = (await host.run("suite")) as readonly FileReport[];
  const [passed, failed] = [(report: FileReport) => report.passed, (report: FileReport) => report.failures.length].map((count) => reports.reduce((sum, report) => sum + count(report), 0));
  rows.push({ host, version: await host.version(), passed: passed ?? 0, failed: failed ?? 0, measures: medians(all), emptyMs: median(floors) });
}

const table = tableOf(rows);
writeFileSync(join(root, "bench/HOSTS.md"), `${[...context(), "", table, "", ...notes(rows)].join("\n")}\n`);
writeSection(join(root, "README.md"), "hosts", "bench-hosts", table);
console.log(table);

function tableOf(all: readonly Row[]): string {
  const lines = all.map(({ host, version, passed, failed, measures, emptyMs }) => [
    host.name,
    version,
    coreOf(host, measures),
    failed === 0 ? String(passed) : `${passed}, ${failed} failed`,
    measures.firstMs.toFixed(1),
    emptyMs.toFixed(1),
    measures.furtherMs.toFixed(2),
    Math.round(measures.pingPongNs).toLocaleString("en"),
    Math.round(measures.spawnNs).toLocaleString("en"),
  ]);
  return [
    ["host", "version", "core", "tests passed", "import and first runtime, ms", "of that an empty module, ms", "one runtime more, ms", "ping-pong, ns", "spawn, ns"],
    ["---", "---", "---", "--:", "--:", "--:", "--:", "--:", "--:"],
    ...lines,
  ].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function coreOf(host: Host, { compilesWasm }: Measures): string {
  return host.core ?? (compilesWasm ? "Wasm" : "JavaScript");
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

function medians(all: readonly Measures[]): Measures {
  const of = (key: "firstMs" | "furtherMs" | "pingPongNs" | "spawnNs"): number => median(all.map((measures) => measures[key]));
  return { firstMs: of("firstMs"), furtherMs: of("furtherMs"), pingPongNs: of("pingPongNs"), spawnNs: of("spawnNs"), compilesWasm: all.every((measures) => measures.compilesWasm) };
}

function context(): readonly string[] {
  return [
    `- host: ${cpus()[0]?.model.trim() ?? "unknown processor"} × ${cpus().length}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}`,
    `- commit: ${execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: root, encoding: "utf8" }).trim()}`,
    `- rounds: ${ROUNDS}, taken in turns, each a fresh start of the host; medians`,
    `- load: ${loadBefore} before, ${load()} after`,
  ];
}

function notes(all: readonly Row[]): readonly string[] {
  const missed = (key: keyof typeof TARGETS, what: string): string => {
    const names = all.filter(({ measures }) => measures[key] > TARGETS[key]).map(({ host }) => host.name);
    return `- ${what} within ${TARGETS[key]} ms: ${names.length === 0 ? "on every host" : `missed on ${names.join("; ")}`}`;
  };
  return [
    missed("firstMs", "import and first runtime"),
    missed("furtherMs", "one runtime more"),
    "- the import is timed where it is made: it includes reading the files, in browsers their way through a local server;",
    "  an empty module is imported in the same way, in a fresh start of its own: what it takes is the host's share",
    "- a browser is left alone for two seconds before, as it is busy with its own start. Each has an empty profile: nothing",
    "  that it has fetched or compiled before is kept. The library is bundled and minified for pages",
    "- ping-pong: a message there and one back; spawn: a process starts and ends. Best of five rounds of at least 0.2 s",
  ];
}

function load(): string {
  return (loadavg()[0] ?? 0).toFixed(2);
}
