// Prints what an iteration of a process's body takes, in nanoseconds: the least of some rounds, as what else the machine does
// can only add to it. One body for each process of the machine: what the engine has learned from one misleads it about the next.

import { pathToFileURL } from "node:url";
import { createRuntime } from "beamlet";

type Body = (iterations: number) => Generator<unknown, unknown, unknown>;

const [file = "", name = "", rounds = "1", roundMs = "1"] = process.argv.slice(2);
const module: Readonly<Record<string, Body>> = await import(pathToFileURL(file).href);
const body = module[name] as Body;

// Some hold the thread for long: that is what is measured, and no news.
const { run } = createRuntime({ longTurnMs: Infinity });

async function timeOf(iterations: number): Promise<number> {
  const start = performance.now();
  await run(body, iterations);
  return ((performance.now() - start) * 1e6) / iterations;
}

let iterations = 1;
while ((await timeOf(iterations)) * iterations < Number(roundMs) * 1e6 && iterations < 1e8) iterations *= 2;
let least = Infinity;
for (let round = 0; round < Number(rounds); round++) least = Math.min(least, await timeOf(iterations));
console.log(least);
process.exit();
