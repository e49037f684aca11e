// The bench as a program: the table on stdout, how far it is on stderr.
//
//   WORKLOAD=ping-pong,ring PEER=beamlet,beam-s1 ROUNDS=5 SCALE=0.1 node build/bench/run.js
//
// RESULTS.md is this output in a file. Exits with 1 when a round lost work or answered wrongly; a target that was
// missed is no failure, for the machine may have been busy.

import { commit, host, load } from "./machine.ts";
import { measure, type Progress } from "./measure.ts";
import { progressLine } from "./progress.ts";
import { table } from "./table.ts";

const rounds = positive("ROUNDS", 5);
const scale = positive("SCALE", 1);
const header = [`- host: ${host()}`, `- commit: ${commit()}`];
const loadBefore = load();

const line = progressLine(process.stderr);
const runtimes = new Map<string, string>();
const progress: Progress = {
  ...line,
  skipped(peer, why) {
    runtimes.set(peer, `skipped, ${why}`);
    line.skipped(peer, why);
  },
  started(peer, description) {
    runtimes.set(peer, description);
    line.started(peer, description);
  },
};

const rows = await measure({ workloads: names("WORKLOAD"), peers: names("PEER"), rounds, scale, progress });
line.finish();

header.push(...[...runtimes].map(([peer, description]) => `- ${peer}: ${description}`));
header.push(`- rounds: ${rounds}, taken in turns after a warm-up${scale === 1 ? "" : `; sizes × ${scale}, where the targets are for × 1`}`);
header.push(`- load: ${loadBefore} before, ${load()} after`);
console.log(`${header.join("\n")}\n\n${table(rows)}`);

if (rows.some((row) => "failure" in row.result)) process.exitCode = 1;

function names(variable: string): readonly string[] | undefined {
  const value = process.env[variable];
  return value === undefined || value === "" ? undefined : value.split(",");
}

function positive(variable: string, fallback: number): number {
  const value = Number(process.env[variable] ?? fallback);
  if (!(value > 0)) throw new RangeError(`${variable} must be a number above 0, not ${process.env[variable]}`);
  return value;
}
