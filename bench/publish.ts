// Writes what a run leaves in bench/: the rounds, the page, and the charts.

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bars } from "./bars.ts";
import { curves } from "./curves.ts";
import { overviews } from "./overviews.ts";
import { report } from "./report.ts";
import type { Results } from "./results.ts";

/** Replaces `results.json`, `RESULTS.md` and `charts/` in this folder. */
export function publish(results: Results, folder: string): void {
  const kept: Results = JSON.parse(JSON.stringify(results, shortened));
  const charts = join(folder, "charts");
  rmSync(charts, { recursive: true, force: true });
  mkdirSync(charts, { recursive: true });
  writeFileSync(join(folder, "results.json"), `${JSON.stringify(kept, undefined, 1)}\n`);
  writeFileSync(join(folder, "RESULTS.md"), report(kept));
  for (const chart of overviews(kept)) writeFileSync(join(charts, `${chart.name}.svg`), bars(chart));
  for (const chart of kept.studies.flatMap((study) => study.charts)) writeFileSync(join(charts, `${chart.name}.svg`), curves(chart));
}

/** Six digits are more than any clock gives. */
function shortened(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value;
}
