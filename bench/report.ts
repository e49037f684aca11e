// Results as the page RESULTS.md. Everything on it is worked out from results.json, which lies beside it.

import { overviews } from "./overviews.ts";
import { ours, rowAt, ratioAt, ratios, type Results, yardstick } from "./results.ts";
import type { Row } from "./row.ts";
import { geometricMean, median } from "./stats.ts";
import type { Study } from "./study.ts";
import { amount, part, perSecond, round, table } from "./table.ts";
import { isMet, limitOf, reachedOf, targets } from "./targets.ts";

export function report(results: Results): string {
  const parts = [
    "# Results",
    "Made by `make bench` from one run, whose every round is in `results.json`. How it was measured, how to repeat it and where to\ndoubt it: `METHOD.md`.",
    environment(results),
    ...section("Targets", targetTable(results)),
    ...section("The workloads", ...chartLinks(results), ...workloadTables(results)),
    ...section("Savina", ...savinaTable(results)),
    ...results.studies.flatMap((study) => section(study.title, ...studyText(study))),
    ...section("Failures", ...failures(results)),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** The parts of a report on a run that was not of everything: what was measured, as a terminal shows it. */
export function shortReport(results: Results): string {
  return [environment(results), ...workloadTables(results), ...savinaTable(results), ...results.studies.flatMap(studyText), ...failures(results)].join("\n\n");
}

function section(title: string, ...parts: readonly string[]): readonly string[] {
  return parts.length === 0 ? [] : [`## ${title}`, ...parts];
}

function environment({ host, commit, peers, rounds, scale, load }: Results): string {
  return [
    `- host: ${host}`,
    `- commit: ${commit}`,
    ...Object.entries(peers).map(([peer, description]) => `- ${peer}: ${description}`),
    `- rounds: ${rounds}, taken in turns after a warm-up${scale === 1 ? "" : `; sizes × ${scale}, where the targets are for × 1`}`,
    `- load: ${load[0]} before, ${load[1]} after`,
  ].join("\n");
}

function targetTable(results: Results): string {
  const verdict = new Map([
    [true, "reached"],
    [false, "**missed**"],
    [undefined, ""],
  ]);
  const rows = targets.map((target) => [target.name, limitOf(target), reachedOf(target, results), verdict.get(isMet(target, results)) ?? ""]);
  return table(["target", "limit", "measured", "verdict"], rows, ["limit", "verdict"]);
}

function workloadTables(results: Results): readonly string[] {
  const rows = results.rows.filter(({ workload, rounds }) => !workload.startsWith("savina-") && rounds.length > 0);
  if (rows.length === 0) return [];
  const cells = rows.map((row, index) => cellsOf(results, row, rows[index - 1]?.workload !== row.workload));
  const units = new Map(rows.map(({ workload, unit }) => [workload, unit]));
  const notes = rows.flatMap((row) => {
    const parts = Object.entries(row.notes).map(([name, bytes]) => `${name} ${amount(median(bytes))}`);
    return parts.length === 0 ? [] : [`- ${row.workload} on ${row.peer}, bytes per ${row.unit}: ${parts.join(", ")}`];
  });
  return [
    table(["workload", "peer", "median", "min", "max", "per second", `of ${yardstick}`, `${ours} is`], cells, ["peer", `${ours} is`]),
    [`- one operation: ${[...units].map(([workload, unit]) => `${workload} a ${unit}`).join(", ")}`, ...notes].join("\n"),
  ];
}

function cellsOf(results: Results, row: Row, isFirst: boolean): readonly string[] {
  const label = [isFirst ? row.workload : "", `${row.peer}, ${round(row.operations)}`];
  if (row.failure !== undefined) return [...label, "FAILED"];
  const isTime = row.measures === "nanoseconds";
  const unit = isTime ? "ns" : "B";
  const middle = median(row.rounds);
  const ratio = ratioAt(results, row.workload, row.peer, yardstick);
  const times = ratioAt(results, row.workload, row.peer, ours);
  return [
    ...label,
    `${amount(middle)} ${unit}`,
    amount(Math.min(...row.rounds)),
    amount(Math.max(...row.rounds)),
    isTime ? perSecond(middle) : "",
    ratio === undefined ? "" : part(ratio),
    times === undefined || row.peer.startsWith(ours) ? "" : comparison(times, isTime),
  ];
}

function comparison(times: number, isTime: boolean): string {
  const [more, less] = isTime ? ["faster", "slower"] : ["smaller", "larger"];
  return times >= 1 ? `${times.toFixed(1)} × ${more}` : `${(1 / times).toFixed(1)} × ${less}`;
}

/** A line per program: medians, and ratios to the yardstick by medians and by minima, which noise can only add to. */
function savinaTable(results: Results): readonly string[] {
  const names = [...new Set(results.rows.map(({ workload }) => workload))].filter((workload) => workload.startsWith("savina-"));
  if (names.length === 0) return [];
  const peers = [...new Set(results.rows.filter(({ workload }) => names.includes(workload)).map(({ peer }) => peer))];
  const cell = (workload: string, peer: string) => {
    const row = rowAt(results, workload, peer);
    return row === undefined ? "" : `${amount(median(row.rounds))} (${amount(Math.min(...row.rounds))}–${amount(Math.max(...row.rounds))})`;
  };
  const rows = names.map((workload) => {
    const some = results.rows.find((row) => row.workload === workload);
    const ratio = ratioAt(results, workload, ours, yardstick);
    const least = minimumRatio(results, workload);
    return [
      `${workload.slice("savina-".length)}, ${(some?.operations ?? 0).toLocaleString("en-US")}`,
      some?.unit ?? "",
      ...peers.map((peer) => cell(workload, peer)),
      ratio === undefined ? "" : part(ratio),
      least === undefined ? "" : part(least),
    ];
  });
  const all = [...ratios(results, ours, yardstick)].filter(([workload]) => names.includes(workload)).map(([, ratio]) => ratio);
  const minima = names.flatMap((workload) => minimumRatio(results, workload) ?? []);
  const mean = (amounts: readonly number[]) => (amounts.length === 0 ? "" : part(geometricMean(amounts)));
  const last = [`geometric mean of ${all.length}`, "", ...peers.map(() => ""), mean(all), mean(minima)];
  return [
    `Nanoseconds per operation, median (min–max); ${ours} as a part of ${yardstick}, by medians and by minima.`,
    table(["program", "operation", ...peers, "ratio", "of minima"], [...rows, last], ["operation"]),
  ];
}

function minimumRatio(results: Results, workload: string): number | undefined {
  const [own, other] = [rowAt(results, workload, ours), rowAt(results, workload, yardstick)];
  return own === undefined || other === undefined ? undefined : Math.min(...own.rounds) / Math.min(...other.rounds);
}

function studyText({ text, headings, rows, charts }: Study): readonly string[] {
  return [text, ...(rows.length === 0 ? [] : [table(headings, rows)]), ...charts.map(({ name, title }) => `![${title}](charts/${name}.svg)`)];
}

function chartLinks(results: Results): readonly string[] {
  return overviews(results).map(({ name, title }) => `![${title}](charts/${name}.svg)`);
}

function failures(results: Results): readonly string[] {
  const failed = results.rows.filter(({ failure }) => failure !== undefined);
  return failed.length === 0 ? [] : [failed.map(({ workload, peer, failure }) => `- ${workload} on ${peer}: ${failure}`).join("\n")];
}
