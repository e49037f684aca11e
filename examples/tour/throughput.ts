// The bench in small: a few rounds of a few workloads, the library beside the BEAM where there is one.

import { measure, type Progress } from "../../bench/measure.ts";
import type { Row } from "../../bench/row.ts";
import { median } from "../../bench/stats.ts";

const OURS = "beamlet";
const THEIRS = "beam-s1";
const WORKLOADS = ["ping-pong", "ring", "spawn", "skynet"];

// A tenth of the full size is enough to see the ratio, and leaves the tour under a minute.
const SIZES = { rounds: 3, scale: 0.1 };

/** Measures, and prints a line for each workload. */
export async function throughput(print: (line: string) => void, say: (label: string) => void): Promise<void> {
  const runtimes = new Map<string, string>();
  const progress: Progress = {
    skipped() {},
    started: (peer, description) => runtimes.set(peer, description),
    playing: (workload, peer, round, rounds) =>
      say(`${workload} on ${peer}, ${round === 0 ? "warm-up" : `round ${round} of ${rounds}`}`),
  };
  const rows = await measure({ workloads: WORKLOADS, peers: [OURS, THEIRS], ...SIZES, progress });

  print(columns("", OURS, runtimes.has(THEIRS) ? "the BEAM" : "", runtimes.has(THEIRS) ? "faster" : ""));
  for (const workload of WORKLOADS) print(comparison(rows.filter((row) => row.workload === workload)));
  print("");
  for (const [peer, description] of runtimes) print(`${peer}: ${description}`);
  if (!runtimes.has(THEIRS)) print("With Erlang installed (erl and erlc), the BEAM stands beside it.");
}

function comparison(rows: readonly Row[]): string {
  const [ours, theirs] = [OURS, THEIRS].map((peer) => rows.find((row) => row.peer === peer));
  const ratio = ours === undefined || theirs === undefined ? undefined : nanoseconds(theirs) / nanoseconds(ours);
  const label = `${ours?.workload}, per ${ours?.unit}`;
  return columns(
    label,
    cell(ours),
    cell(theirs),
    ratio === undefined || Number.isNaN(ratio) ? "" : `${ratio.toFixed(1)} ×`,
  );
}

function cell(row: Row | undefined): string {
  if (row === undefined) return "";
  return row.failure === undefined ? `${Math.round(median(row.rounds)).toLocaleString("en-US")} ns` : "failed";
}

function nanoseconds({ failure, rounds }: Row): number {
  return failure === undefined ? median(rounds) : NaN;
}

function columns(label: string, ...cells: readonly string[]): string {
  return `${label.padEnd(26)}${cells.map((text) => text.padStart(13)).join("")}`.trimEnd();
}
