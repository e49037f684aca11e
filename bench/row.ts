// A row of the table: the rounds of one series in numbers per operation, beside the series it is compared with.

import type { Series } from "./series.ts";
import type { Measurement, Target } from "./workload.ts";

/** The peer that ratios are against. */
export const yardstick = "beam-s1";

/** A target, and whether a row met it: `undefined` when the peer it is against was not measured. */
export interface Verdict {
  readonly target: Target;
  readonly isMet: boolean | undefined;
}

export interface Figures {
  /** Nanoseconds or bytes per operation, over the counted rounds. */
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
  /** Medians of what else the programs reported, per operation. */
  readonly notes: ReadonlyMap<string, number>;
  /** This median over the yardstick's, if that was measured. */
  readonly ratio: number | undefined;
  /** Only for the library itself: what it must reach now, and what performance.md asks in the end. */
  readonly targets: { readonly now: readonly Verdict[]; readonly specified: readonly Verdict[] };
}

export interface Row {
  readonly workload: string;
  readonly operations: number;
  readonly unit: string;
  readonly measures: "nanoseconds" | "bytes";
  readonly peer: string;
  /** The numbers, or what went wrong. */
  readonly result: Figures | { readonly failure: string };
}

/** The rows of all series of one workload. */
export function rowsOf(allSeries: readonly Series[]): readonly Row[] {
  const medians = new Map(allSeries.filter(hasFigures).map((series) => [series.peer.name, medianOf(series)]));
  return allSeries.map((series) => ({
    workload: series.workload.name,
    operations: series.operations,
    unit: series.workload.unit,
    measures: series.workload.measures,
    peer: series.peer.name,
    result: hasFigures(series) ? figures(series, medians) : { failure: series.failure ?? "no round was played" },
  }));
}

function hasFigures(series: Series): boolean {
  return series.failure === undefined && series.measurements.length > 0;
}

function figures(series: Series, medians: ReadonlyMap<string, number>): Figures {
  const amounts = series.measurements.map((measurement) => measurement.amount / series.operations);
  const own = median(amounts);
  const { now, specified } = series.workload.targets;
  const judge = (targets: readonly Target[]) => (series.peer.isOurs ? targets.map((target) => judged(target, own, medians)) : []);
  return {
    median: own,
    lowest: Math.min(...amounts),
    highest: Math.max(...amounts),
    notes: notes(series),
    ratio: ratio(own, medians.get(yardstick)),
    targets: { now: judge(now), specified: judge(specified) },
  };
}

function judged(target: Target, own: number, medians: ReadonlyMap<string, number>): Verdict {
  if ("bytes" in target) return { target, isMet: own <= target.bytes };
  const reached = ratio(own, medians.get(target.of));
  return { target, isMet: reached === undefined ? undefined : reached <= target.ratio };
}

function ratio(own: number, other: number | undefined): number | undefined {
  return other === undefined ? undefined : own / other;
}

function notes(series: Series): ReadonlyMap<string, number> {
  const names = [...(series.measurements[0]?.notes.keys() ?? [])];
  const noted = (name: string) => (measurement: Measurement) => (measurement.notes.get(name) ?? 0) / series.operations;
  return new Map(names.map((name) => [name, median(series.measurements.map(noted(name)))]));
}

function medianOf(series: Series): number {
  return median(series.measurements.map((measurement) => measurement.amount / series.operations));
}

/** The middle of an odd count, the mean of the two in the middle of an even one. */
function median(amounts: readonly number[]): number {
  const sorted = [...amounts].sort((a, b) => a - b);
  const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);
  return middle.reduce((sum, amount) => sum + amount, 0) / middle.length;
}
