// What the checks of beamlet/preempt cost whole packages: those of npm that the tests compile, on the same generated inputs.

import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { transform } from "beamlet/preempt";
import { corpus } from "../../tests/preempt/corpus.ts";
import { copyPackages, mainOf } from "../../tests/preempt/packages.ts";
import { TIMES, compare, more } from "../bodies.ts";
import { root } from "../root.ts";
import { answer, scaleOfStudy } from "../study.ts";

const scale = scaleOfStudy();

// The last program waits for promises all along.
const programs = corpus.filter(({ packages: [name = ""] }) => name !== "co" && existsSync(join(root, "tests/preempt/tools/node_modules", name))).slice(0, Math.ceil(corpus.length * scale));
const copies = copyPackages(programs, root, join(root, "build/packages"), transform);

function programOf(body: string): string {
  return `import { until } from "beamlet";
export let printed = 0;
${mainOf(body, "const print = () => { printed++; };")}
}
export function* body(iterations) { for (let i = 0; i < iterations; i++) yield* until(main()); }`;
}

const measured: { readonly name: string; readonly times: readonly [written: number, compiled: number] }[] = [];
for (const { packages: [name = ""], body } of programs) {
  const [written, compiled] = [join(copies.plain, `${name}.mjs`), join(copies.compiled, `${name}.mjs`)];
  for (const file of [written, compiled]) writeFileSync(file, programOf(body));
  measured.push({ name, times: await compare(written, compiled, "body", scale) });
}

const mean = Math.exp(measured.reduce((sum, { times: [written, compiled] }) => sum + Math.log(compiled / written), 0) / measured.length);
answer({
  name: "packages",
  title: "What preemption costs packages of npm",
  text: `Milliseconds for a program that uses a package, in a process, as written and with every function of the package compiled by \`beamlet/preempt\`: each in ${TIMES} processes of its own in turns, the least of all. The geometric mean of compiled over written is ${mean.toFixed(3)}.`,
  headings: ["package", "as written", "compiled", "more"],
  rows: measured.map(({ name, times }) => [name, (times[0] / 1e6).toFixed(2), (times[1] / 1e6).toFixed(2), more(times)]),
  charts: [],
  figures: { ratio: mean },
});
