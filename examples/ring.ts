// A ring of processes, and a number that goes round it once: what a process costs, and what a hop costs.

import { type Pid, Process, createRuntime, receive, self, send, spawn, until } from "beamlet";

/** Passes on one number, one higher, and ends. */
function* member(next: Pid<number>) {
  send(next, (yield* receive<number>()) + 1);
}

function* round(members: number, print: (line: string) => void) {
  const memory = yield* until(settledMemory());
  const born = performance.now();
  let first = self<number>();
  for (let left = members; left > 0; left--) {
    first = spawn(member, first);
    // Gives the new ones a turn, so that they wait for the number when it comes.
    if (left % 1_000 === 0) yield* Process.sleep(0);
  }
  yield* Process.sleep(0);
  const alive = performance.now();
  print(`${count(members)} processes started in ${count(alive - born)} ms`);
  const bytes = ((yield* until(settledMemory())) - memory) / members;
  print(`${count(bytes)} bytes each, of heap and Wasm memory together`);

  const sent = performance.now();
  send(first, 0);
  const hops = yield* receive<number>();
  const elapsed = performance.now() - sent;
  print(`${count(hops)} hops in ${count(elapsed)} ms, ${count((elapsed * 1e6) / hops)} ns each`);
}

/** Bytes of the heap and outside of it; without the garbage when Node runs with --expose-gc. */
async function settledMemory(): Promise<number> {
  await globalThis.gc?.({ execution: "async", type: "major" });
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function count(amount: number): string {
  return Math.round(amount).toLocaleString("en-US");
}

export async function main(print: (line: string) => void = console.log, members = 1_000_000): Promise<void> {
  // Nobody is to be reported for the time that the garbage of so many takes.
  const runtime = createRuntime({ longTurnMs: Infinity });
  await runtime.run(round, members, print);
  await runtime.stop();
}

if (process.argv[1] === import.meta.filename) await main();
