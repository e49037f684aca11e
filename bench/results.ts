// What a run leaves behind: everything the report and the charts are made from, and nothing that can be worked out.

import type { Row } from "./row.ts";
import { median } from "./stats.ts";
import type { Study } from "./study.ts";

export interface Results {
  readonly host: string;
  readonly commit: string;
  /** What each peer said of itself, or why it was skipped. */
  readonly peers: Readonly<Record<string, string>>;
  readonly rounds: number;
  readonly scale: number;
  /** Of the last minute, before and after. */
  readonly load: readonly [before: string, after: string];
  readonly rows: readonly Row[];
  readonly studies: readonly Study[];
}

/** The peer that ratios are against. */
export const yardstick = "beam-s1";

/** The library on its headline host, with generators. */
export const ours = "beamlet";

/** The row of a workload and a peer, if it was played to its end. */
export function rowAt(results: Results, workload: string, peer: string): Row | undefined {
  return results.rows.find((row) => row.workload === workload && row.peer === peer && row.failure === undefined && row.rounds.length > 0);
}

export function medianAt(results: Results, workload: string, peer: string): number | undefined {
  const row = rowAt(results, workload, peer);
  return row === undefined ? undefined : median(row.rounds);
}

/** One peer's median as a part of another's, if both were measured. */
export function ratioAt(results: Results, workload: string, peer: string, other: string): number | undefined {
  const own = medianAt(results, workload, peer);
  const others = medianAt(results, workload, other);
  return own === undefined || others === undefined ? undefined : own / others;
}

/** The ratios of two peers on all workloads that both were measured on, except those about memory. */
export function ratios(results: Results, peer: string, other: string): ReadonlyMap<string, number> {
  const timed = new Set(results.rows.filter(({ measures }) => measures === "nanoseconds").map(({ workload }) => workload));
  const found = [...timed].map((workload) => [workload, ratioAt(results, workload, peer, other)] as const);
  return new Map(found.filter((entry): entry is readonly [string, number] => entry[1] !== undefined));
}
