// The bench as a program. Without variables it measures everything and writes results.json, RESULTS.md and charts/ beside the
// sources; with some it measures what they choose, and prints it.
//
//   WORKLOAD=ping-pong,memory PEER=beamlet,beam-s1 ROUNDS=5 SCALE=0.1 OUT=build/results node build/bench/run.js
//
// WORKLOAD names workloads and studies; `core` and `savina` stand for all of theirs. OUT is a folder to write to in any case.
// Exits with 1 when a round lost work or answered wrongly; a target that was missed is no failure, for the machine may have been busy.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { commit, host, load } from "./machine.ts";
import { measure, type Progress } from "./measure.ts";
import { progressLine } from "./progress.ts";
import { publish } from "./publish.ts";
import { publishNumbers } from "./readme.ts";
import { shortReport } from "./report.ts";
import type { Results } from "./results.ts";
import { root } from "./root.ts";
import { carryOut, studies } from "./studies.ts";
import type { Study } from "./study.ts";
import { core, workloads } from "./workloads.ts";

const wanted = names("WORKLOAD")?.flatMap(expanded);
const wantedPeers = names("PEER");
const rounds = positive("ROUNDS", 5);
const scale = positive("SCALE", 1);
const out = process.env["OUT"] ?? "";
const chosenStudies = wantedPeers === undefined ? studies.filter((name) => wanted === undefined || wanted.includes(name)) : [];
const chosenWorkloads = wanted?.filter((name) => !studies.includes(name));

const line = progressLine(process.stderr);
const described = new Map<string, string>();
const progress: Progress = {
  ...line,
  skipped(peer, why) {
    described.set(peer, `skipped, ${why}`);
    line.skipped(peer, why);
  },
  started(peer, description) {
    described.set(peer, description);
    line.started(peer, description);
  },
};

const environment = { host: host(), commit: commit(), rounds, scale };
const loadBefore = load();
const rows = await measure({ workloads: chosenWorkloads, peers: wantedPeers, rounds, scale, progress });
const answers: Study[] = [];
for (const study of chosenStudies) {
  progress.playing(study, "study", 1, 1);
  answers.push(await carryOut(study, scale));
}
line.finish();

const results: Results = { ...environment, peers: Object.fromEntries(described), load: [loadBefore, load()], rows, studies: answers };
const isWhole = wanted === undefined && wantedPeers === undefined && scale === 1;
if (out !== "") mkdirSync(out, { recursive: true });
if (out !== "") publish(results, out);
else if (isWhole) {
  publish(results, join(root, "bench"));
  publishNumbers(results, join(root, "README.md"));
}
console.log(shortReport(results));

if (rows.some((row) => row.failure !== undefined)) process.exitCode = 1;

function names(variable: string): readonly string[] | undefined {
  const value = process.env[variable];
  return value === undefined || value === "" ? undefined : value.split(",");
}

function expanded(name: string): readonly string[] {
  if (name === "core") return core.flat().map((workload) => workload.name);
  return name === "savina" ? workloads.map((workload) => workload.name).filter((workload) => workload.startsWith("savina-")) : [name];
}

function positive(variable: string, fallback: number): number {
  const value = Number(process.env[variable] ?? fallback);
  if (!(value > 0)) throw new RangeError(`${variable} must be a number above 0, not ${process.env[variable]}`);
  return value;
}
