// What the project wants to reach, one target after another, and what a run says of each.

import { medianAt, ours, ratioAt, ratios, type Results, yardstick } from "./results.ts";
import { geometricMean } from "./stats.ts";
import { amount, part } from "./table.ts";

export interface Target {
  readonly name: string;
  /** The most that may be reached. */
  readonly limit: number;
  readonly unit: Unit;
  /** What the limit is of, in words. */
  readonly of: string;
  /** What was reached, or `undefined` if the run did not measure it. */
  readonly reached: (results: Results) => number | undefined;
  /** Of a target for many workloads, the one that is furthest from it. */
  readonly worst?: (results: Results) => string | undefined;
}

type Unit = "times" | "B" | "GB" | "KB" | "ms" | "ns";

/** What stands in for the library where its bodies are compiled for preemption. */
const preempted = `${ours}-preempt`;

export const targets: readonly Target[] = [
  against("ping-pong", 1 / 4),
  against("ring", 1 / 5),
  against("fan-in-1", 1),
  against("fan-in-100", 1 / 3),
  against("fan-in-1", 1 / 2, preempted),
  against("fan-in-100", 1 / 5, preempted),
  against("call", 1 / 5),
  against("spawn", 1 / 3),
  against("skynet", 1 / 6),
  against("skynet", 1 / 4, ours, "beam-s2"),
  { name: "selective", limit: 1.2, unit: "times", of: "call with an empty mailbox", reached: selective },
  { name: "idle", limit: 300, unit: "B", of: "per process", reached: (results) => medianAt(results, "idle", ours) },
  figure("idle, 10,000,000 processes", 4, "GB", "memory", "tenMillionGigabytes", "resident"),
  savinaAgainst(yardstick, 1 / 3),
  { name: "Savina, each", limit: 1, unit: "times", of: yardstick, reached: (results) => worst(savina(results, yardstick))?.[1], worst: (results) => worst(savina(results, yardstick))?.[0] },
  ...Object.entries({ nact: 1 / 10, effect: 1 / 10, effection: 1 / 10, xstate: 1 / 4, floor: 1.6 }).flatMap(([peer, limit]) => [shared(peer, limit), savinaAgainst(peer, limit)]),
  { ...savinaAgainst(ours, 1.03, preempted), name: "Savina, geometric mean, compiled for preemption", of: "as written" },
  figure("preemption, bodies that receive, work and answer", 1.03, "times", "preemption", "whole", "as written, geometric mean"),
  figure("preemption, the tightest loop", 5, "ns", "preemption", "tightestNs", "more for an iteration"),
  figure("copy, small and middling records", 1 / 8, "times", "copy", "records", "structuredClone, the worst of them"),
  figure("copy, any value", 1.2, "times", "copy", "any", "structuredClone, the worst of them"),
  figure("start-up, a further runtime", 1, "ms", "start-up", "furtherRuntimeMs", "median"),
  figure("start-up, import and first runtime", 10, "ms", "start-up", "firstRuntimeMs", "median"),
  figure("size, minified and gzipped", 16, "KB", "size", "kilobytes", "main entry with core"),
  figure("fairness, a timer of 10 ms", 20, "ms", "fairness", "p99Ms", "p99 beside 10,000 runnable processes"),
];

/** A verdict on what was reached; `undefined` when it was not measured. */
export function isMet(target: Target, results: Results): boolean | undefined {
  const reached = target.reached(results);
  return reached === undefined || Number.isNaN(reached) ? undefined : reached <= target.limit;
}

export function limitOf({ limit, unit, of }: Target): string {
  return `≤ ${quantity(limit, unit)} ${unit === "times" ? "of " : ""}${of}`;
}

export function reachedOf(target: Target, results: Results): string {
  const reached = target.reached(results);
  if (reached === undefined || Number.isNaN(reached)) return "not measured";
  const where = target.worst?.(results);
  return `${quantity(reached, target.unit)}${where === undefined ? "" : ` (${where})`}`;
}

function quantity(number: number, unit: Unit): string {
  return unit === "times" ? part(number) : `${Number.isInteger(number) ? number : amount(number)} ${unit}`;
}

function against(workload: string, limit: number, peer: string = ours, other: string = yardstick): Target {
  const name = peer === ours ? workload : `${workload}, sender compiled for preemption`;
  return { name, limit, unit: "times", of: other, reached: (results) => ratioAt(results, workload, peer, other) };
}

/** Of all workloads that both have, the one where the library does worst. */
function shared(peer: string, limit: number): Target {
  const all = (results: Results) => [...ratios(results, ours, peer)];
  return {
    name: `${peer}, every shared workload`,
    limit,
    unit: "times",
    of: peer,
    reached: (results) => worst(all(results))?.[1],
    worst: (results) => worst(all(results))?.[0],
  };
}

function savinaAgainst(other: string, limit: number, peer: string = ours): Target {
  const mean = (all: readonly Ratio[]) => (all.length === 0 ? undefined : geometricMean(all.map(([, ratio]) => ratio)));
  return { name: "Savina, geometric mean", limit, unit: "times", of: other, reached: (results) => mean(savina(results, other, peer)) };
}

function figure(name: string, limit: number, unit: Unit, study: string, key: string, of: string): Target {
  return { name, limit, unit, of, reached: (results) => results.studies.find((one) => one.name === study)?.figures[key] };
}

function selective(results: Results): number | undefined {
  const [empty, full] = [medianAt(results, "call", ours), medianAt(results, "selective", ours)];
  return empty === undefined || full === undefined ? undefined : full / empty;
}

type Ratio = readonly [workload: string, ratio: number];

function savina(results: Results, other: string, peer: string = ours): readonly Ratio[] {
  return [...ratios(results, peer, other)].filter(([workload]) => workload.startsWith("savina-"));
}

function worst(all: readonly Ratio[]): Ratio | undefined {
  return [...all].sort(([, one], [, other]) => other - one)[0];
}
