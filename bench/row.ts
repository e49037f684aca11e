// A row: the rounds of one series in numbers per operation, as they are kept in results.json.

import type { Series } from "./series.ts";

export interface Row {
  readonly workload: string;
  readonly operations: number;
  readonly unit: string;
  readonly measures: "nanoseconds" | "bytes";
  readonly peer: string;
  /** What each counted round took per operation, in the order in which they were played. */
  readonly rounds: readonly number[];
  /** What else the programs reported, per operation and round. */
  readonly notes: Readonly<Record<string, readonly number[]>>;
  /** Why there are no more rounds, if something went wrong. Such a row counts for nothing. */
  readonly failure?: string;
}

export function rowOf(series: Series): Row {
  const { workload, operations, peer, measurements, failure } = series;
  const names = [...(measurements[0]?.notes.keys() ?? [])];
  return {
    workload: workload.name,
    operations,
    unit: workload.unit,
    measures: workload.measures,
    peer: peer.name,
    rounds: measurements.map(({ amount }) => amount / operations),
    notes: Object.fromEntries(names.map((name) => [name, measurements.map(({ notes }) => (notes.get(name) ?? 0) / operations)])),
    ...(failure === undefined ? {} : { failure }),
  };
}
