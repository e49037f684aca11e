// What it takes to have a runtime: the import and the first one in a fresh process, and each further one.

import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { root } from "../root.ts";
import { median, quantile } from "../stats.ts";
import { answer, scaleOfStudy } from "../study.ts";

// Timed from before the import to a runtime that has run something; then further ones, of which the first are a warm-up of nothing.
const program = `
  const before = performance.now();
  const { createRuntime } = await import(process.argv[1]);
  const first = createRuntime();
  const after = performance.now();
  const further = Array.from({ length: 20 }, () => {
    const start = performance.now();
    createRuntime();
    return performance.now() - start;
  });
  console.log(JSON.stringify({ first: after - before, further }));
  process.exit();
`;

const library = join(root, "dist/index.js");
const starts = Array.from({ length: Math.max(3, Math.round(40 * scaleOfStudy())) }, start);
const firsts = starts.map(({ first }) => first);
const further = starts.flatMap((one) => one.further);

answer({
  name: "start-up",
  title: "Start-up",
  text: `In ${starts.length} fresh processes, milliseconds: the import of the package with its first runtime, and each of 20 further \`createRuntime()\`.`,
  headings: ["", "median", "p99", "min", "max"],
  rows: [
    ["import and first runtime", ...line(firsts)],
    ["a further runtime", ...line(further)],
  ],
  charts: [],
  figures: { firstRuntimeMs: median(firsts), furtherRuntimeMs: median(further) },
});

interface Start {
  readonly first: number;
  readonly further: readonly number[];
}

function start(): Start {
  const started: Start = JSON.parse(execFileSync(process.execPath, ["--input-type=module", "--eval", program, library], { encoding: "utf8" }));
  return started;
}

function line(amounts: readonly number[]): readonly string[] {
  return [median(amounts), quantile(amounts, 0.99), Math.min(...amounts), Math.max(...amounts)].map((ms) => ms.toFixed(2));
}
