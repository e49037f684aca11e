// The table of bench/HOSTS.md and of README.md: every host of this machine, the tests it passes, and how fast it is. With some
// hosts chosen by their names in the table, it is only printed:
//
//   HOSTS="Node 24; Chromium, page" ROUNDS=3 node tests/hosts/build/tests/hosts/bench.js

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem, type } from "node:os";
import { join } from "node:path";
import { writeSection } from "../../bench/section.ts";
import { buildPrograms } from "./drive/build.ts";
import type { Host } from "./drive/host.ts";
import { hosts } from "./drive/hosts.ts";
import { root } from "./drive/paths.ts";
import type { First } from "./programs/first.ts";
import type { Measures } from "./programs/measure.ts";
import type { FileReport } from "./suite/run.ts";

const ROUNDS = Number(process.env["ROUNDS"] ?? 9);
/** `measure` runs in every third round only: it takes longest, and most of it is the best of many times. */
const ROUNDS_PER_MEASURE = 3;
const chosen = process.env["HOSTS"]?.split(";").map((name) => name.trim());
const TARGETS = { firstMs: 10, furtherMs: 1 };

interface Row extends First, Measures {
  readonly host: Host;
  readonly version: string;
  readonly passed: number;
  readonly failed: number;
}

const loadBefore = load();
await buildPrograms();
const there = hostsNamed(chosen).filter((host) => {
  const missing = host.missing();
  if (missing !== undefined) console.error(`${host.name}: skipped, ${missing}`);
  return missing === undefined;
});

const measured = there.map((host) => ({ host, firsts: [] as number[], all: [] as Measures[] }));
// In turns, so that the machine's noise falls on all of them alike. Each time it is a fresh start of the host.
for (let round = 1; round <= ROUNDS; round++) {
  for (const { host, firsts, all } of measured) {
    console.error(`${host.name}, round ${round} of ${ROUNDS}`);
    firsts.push(((await host.run("first")) as First).firstMs);
    if (round % ROUNDS_PER_MEASURE === 1) all.push((await host.run("measure")) as Measures);
  }
}
const rows: Row[] = [];
for (const { host, firsts, all } of measured) {
  console.error(`${host.name}, tests`);
  const reports = (await host.run("suite")) as readonly FileReport[];
  const [passed, failed] = [(report: FileReport) => report.passed, (report: FileReport) => report.failures.length].map((count) => reports.reduce((sum, report) => sum + count(report), 0));
  rows.push({ host, version: await host.version(), passed: passed ?? 0, failed: failed ?? 0, firstMs: median(firsts), ...medians(all) });
}

const table = tableOf(rows);
if (chosen === undefined) {
  writeFileSync(join(root, "bench/HOSTS.md"), `${[...context(), "", table, "", ...notes(rows)].join("\n")}\n`);
  writeSection(join(root, "README.md"), "hosts", "bench-hosts", table);
}
console.log(table);

function hostsNamed(names: readonly string[] | undefined): readonly Host[] {
  const unknown = names?.find((name) => !hosts.some((host) => host.name === name));
  if (unknown !== undefined) throw new RangeError(`HOSTS: no host is named ${JSON.stringify(unknown)}, there are ${hosts.map((host) => host.name).join("; ")}`);
  return names === undefined ? hosts : hosts.filter((host) => names.includes(host.name));
}

function tableOf(all: readonly Row[]): string {
  const lines = all.map((row) => [
    row.host.name,
    row.version,
    coreOf(row),
    row.failed === 0 ? String(row.passed) : `${row.passed}, ${row.failed} failed`,
    row.firstMs.toFixed(1),
    row.emptyMs.toFixed(1),
    row.furtherMs.toFixed(2),
    Math.round(row.pingPongNs).toLocaleString("en"),
    Math.round(row.spawnNs).toLocaleString("en"),
  ]);
  return [
    ["host", "version", "core", "tests passed", "import and first runtime, ms", "of that an empty module, ms", "one runtime more, ms", "ping-pong, ns", "spawn, ns"],
    ["---", "---", "---", "--:", "--:", "--:", "--:", "--:", "--:"],
    ...lines,
  ].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function coreOf({ host, compilesWasm }: Row): string {
  return host.core ?? (compilesWasm ? "Wasm" : "JavaScript");
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

function medians(all: readonly Measures[]): Measures {
  const of = (key: "emptyMs" | "furtherMs" | "pingPongNs" | "spawnNs"): number => median(all.map((measures) => measures[key]));
  return { emptyMs: of("emptyMs"), furtherMs: of("furtherMs"), pingPongNs: of("pingPongNs"), spawnNs: of("spawnNs"), compilesWasm: all.every((measures) => measures.compilesWasm) };
}

function context(): readonly string[] {
  return [
    `- host: ${cpus()[0]?.model.trim() ?? "unknown processor"} × ${cpus().length}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}`,
    `- commit: ${execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: root, encoding: "utf8" }).trim()}`,
    `- starts of each host: ${ROUNDS} for the import and first runtime, ${Math.ceil(ROUNDS / ROUNDS_PER_MEASURE)} for the other times, of all hosts in turns; medians`,
    `- load: ${loadBefore} before, ${load()} after`,
  ];
}

function notes(all: readonly Row[]): readonly string[] {
  const missed = (key: keyof typeof TARGETS, what: string): string => {
    const names = all.filter((row) => row[key] > TARGETS[key]).map(({ host }) => host.name);
    return `- ${what} within ${TARGETS[key]} ms: ${names.length === 0 ? "on every host" : `missed on ${names.join("; ")}`}`;
  };
  return [
    missed("firstMs", "import and first runtime"),
    missed("furtherMs", "one runtime more"),
    "- the import is timed where it is made: it includes reading the files, in browsers their way through a local server;",
    "  an empty module is imported in the same way, as the first in other starts: what it takes is the host's share",
    "- a browser is left alone for two seconds before, as it is busy with its own start. Each has an empty profile: nothing",
    "  that it has fetched or compiled before is kept. The library is bundled and minified for pages",
    "- Chromium is opened by its command line: for a driver that listens, V8 keeps the lines of all stacks, which no user's page pays for",
    "- ping-pong: a message there and one back; spawn: a process starts and ends. Best of five rounds of at least 0.2 s",
  ];
}

function load(): string {
  return (loadavg()[0] ?? 0).toFixed(2);
}
