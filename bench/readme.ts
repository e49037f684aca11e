// The table of numbers in README.md, made from a run as the page is.

import { medianAt, ours, yardstick } from "./results.ts";
import type { Results } from "./results.ts";
import { writeSection } from "./section.ts";

const rows: readonly (readonly [workload: string, what: string, unit: string])[] = [
  ["ping-pong", "a message there and one back", "ns"],
  ["ring", "a hop from one process of 1,000 to the next", "ns"],
  ["call", "`GenServer.call` of a counter", "ns"],
  ["spawn", "a process starts and ends", "ns"],
  ["skynet", "a leaf in a tree of a million processes", "ns"],
  ["idle", "memory of a process that waits", "B"],
];

/** Replaces the table in this file. */
export function publishNumbers(results: Results, readme: string): void {
  writeSection(readme, "numbers", "bench", numbers(results));
}

/** The medians of the library and of the BEAM, side by side. */
export function numbers(results: Results): string {
  const lines = rows.map(([workload, what, unit]) => {
    const [own, theirs] = [ours, yardstick].map((peer) => medianAt(results, workload, peer) ?? NaN) as [number, number];
    const [left, right] = [own, theirs].map((amount) => `${Math.round(amount).toLocaleString("en-US")} ${unit}`);
    return `| ${workload}: ${what} | ${left} | ${right} | ${(theirs / own).toFixed(1)} × |`;
  });
  return ["| one operation | beamlet on Node 24 | Erlang/OTP 25, one scheduler | faster |", "|---|---|---|---|", ...lines].join("\n");
}
