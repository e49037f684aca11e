// The program that measures a host: what the import of any module costs there, and then a runtime more, a message and a process.

import type { Pid } from "beamlet";

type Library = typeof import("beamlet");

export interface Measures {
  /** Milliseconds for the import of an empty module. */
  readonly emptyMs: number;
  /** Milliseconds for one runtime more. */
  readonly furtherMs: number;
  /** Nanoseconds for a message there and one back. */
  readonly pingPongNs: number;
  /** Nanoseconds for a process that starts and ends. */
  readonly spawnNs: number;
  /** Whether the host compiles WebAssembly and makes an instance of it. */
  readonly compilesWasm: boolean;
}

const RUNTIMES = 100;
/** Each measurement takes at least so long: some hosts' clocks tell nothing shorter than a millisecond. */
const ENOUGH_MS = 200;

export async function main(): Promise<Measures> {
  // Before any other: the first import that a host makes is the one that it takes longest for.
  const begun = performance.now();
  await import("empty-module");
  const emptyMs = performance.now() - begun;

  const library = await import("beamlet");
  library.createRuntime();
  const furtherMs = timeOf(() => {
    for (let i = 0; i < RUNTIMES; i++) library.createRuntime();
  }) / RUNTIMES;

  return {
    emptyMs,
    furtherMs,
    pingPongNs: await perOperation((count) => pingPong(library, count)),
    spawnNs: await perOperation((count) => spawning(library, count)),
    compilesWasm: compilesWasm(),
  };
}

function compilesWasm(): boolean {
  try {
    new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])));
    return true;
  } catch {
    return false;
  }
}

function timeOf(action: () => void): number {
  const begun = performance.now();
  action();
  return performance.now() - begun;
}

/** Doubles the count until a round takes long enough, and takes the best of five rounds of that. */
async function perOperation(run: (count: number) => Promise<void>): Promise<number> {
  let count = 10_000;
  for (let ms = 0; ; count *= 2) {
    const begun = performance.now();
    await run(count);
    ms = performance.now() - begun;
    if (ms >= ENOUGH_MS) break;
  }
  let best = Infinity;
  for (let round = 0; round < 5; round++) {
    const begun = performance.now();
    await run(count);
    best = Math.min(best, performance.now() - begun);
  }
  return (best * 1e6) / count;
}

interface Ping {
  readonly type: "ping";
  readonly from: Pid<Pong>;
  readonly v: number;
}

interface Pong {
  readonly type: "pong";
  readonly v: number;
}

async function pingPong({ receive, run, self, send, spawn }: Library, trips: number): Promise<void> {
  await run(function* () {
    const pid = spawn(function* () {
      for (let left = trips; left > 0; left--) {
        const { from, v } = yield* receive<Ping>();
        send(from, { type: "pong", v });
      }
    });
    for (let v = 0; v < trips; v++) {
      send(pid, { type: "ping", from: self<Pong>(), v });
      if ((yield* receive<Pong>()).v !== v) throw new Error(`expected pong ${v}`);
    }
  });
}

async function spawning({ createRuntime, spawn }: Library, processes: number): Promise<void> {
  const runtime = createRuntime();
  let ended = 0;
  function* empty() {
    ended++;
  }
  await runtime.run(function* () {
    for (let left = processes; left > 0; left--) spawn(empty);
  });
  await runtime.idle();
  if (ended !== processes) throw new Error(`expected ${processes} processes, got ${ended}`);
}
