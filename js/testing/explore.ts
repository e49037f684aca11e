// Exploring: one body under many orders of its processes. What depends on the order shows in one of them, with its seed.

import { BeamletError } from "../index.ts";
import { createTestRuntime } from "./test-runtime.ts";

export interface ExploreOptions {
  /** Orders that are tried. Default 100. */
  readonly runs?: number;
  /** That of the first run; each of the others follows from the one before. Default 1. */
  readonly seed?: number;
}

const OPTIONS = ["runs", "seed"];

/** A body failed in one of the runs of {@link explore}. `cause` is what it failed with. */
export class ExplorationError extends BeamletError<"exploration"> {
  override readonly name = "ExplorationError";
  /** Counted from 1. */
  declare readonly run: number;
  /** Gives the same run: `explore(body, { runs: 1, seed })`, or `createTestRuntime({ seed })`. */
  declare readonly seed: number;

  constructor(run: number, seed: number, cause: unknown) {
    super("exploration", { run, seed }, `run ${run} failed, with the seed ${seed}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/**
 * Runs `body` as a process again and again, each time in a new test runtime with another order of its processes, and with no
 * time lost to sleeps and timeouts.
 *
 * A run is over when its body is, whatever it leaves behind. A body that waits for ever is found out when all is at rest: not
 * beside a timer that is set again and again, nor while it waits for a promise of the host.
 *
 * @returns a promise that resolves when all runs have ended well.
 * @throws {@link ExplorationError} with the seed of the first run that failed: its body threw or exited, or waits for ever.
 * TypeError, RangeError for a body or options that are none.
 * @example
 * import { explore } from "beamlet/testing";
 *
 * await explore(function* () {
 *   const parent = self();
 *   for (const name of ["a", "b"]) spawn(() => send(parent, name));
 *   const first = yield* receive();
 *   if (first !== "a") throw new Error("b came first");
 * }, { runs: 20 }); // throws ExplorationError
 * @see https://github.com/parapluu/Concuerror which does that for Erlang, exhaustively
 */
export async function explore(body: () => unknown, options: ExploreOptions = {}): Promise<void> {
  if (typeof body !== "function") throw new TypeError(`expected a function as the body, got ${String(body)}`);
  if (typeof options !== "object" || options === null) throw new TypeError(`expected an object of options, got ${String(options)}`);
  const stranger = Object.keys(options).find((key) => !OPTIONS.includes(key));
  if (stranger !== undefined) throw new TypeError(`expected the options ${OPTIONS.join(" and ")}, got ${stranger}`);
  const { runs = 100, seed: first = 1 } = options;
  if (typeof runs !== "number") throw new TypeError(`expected runs as a number, got ${String(runs)}`);
  if (typeof first !== "number") throw new TypeError(`expected seed as a number, got ${String(first)}`);
  if (!Number.isSafeInteger(runs) || runs < 1) throw new RangeError(`expected runs as an integer from 1 on, got ${runs}`);
  if (!Number.isInteger(first) || first !== (first | 0) || first === 0) throw new RangeError(`expected seed as an integer of 32 bits but 0, got ${first}`);
  for (let run = 1, seed = first; run <= runs; run++, seed = following(seed)) {
    const failure = await failureOf(body, seed);
    if (failure !== undefined) throw new ExplorationError(run, seed, failure.cause);
  }
}

async function failureOf(body: () => unknown, seed: number): Promise<{ readonly cause: unknown } | undefined> {
  const runtime = createTestRuntime({ seed, logger: false });
  try {
    let isOver = false;
    const result = runtime.run(body).finally(() => (isOver = true));
    result.catch(() => {}); // of one that is stopped, nobody asks
    await Promise.race([result, runtime.runUntilIdle()]);
    if (!isOver) throw new Error("the body waits for ever: no message, timer or promise is under way");
    await result;
    return undefined;
  } catch (cause) {
    return { cause };
  } finally {
    await runtime.stop();
  }
}

/** xorshift32: walks through all 32-bit numbers but 0. */
function following(seed: number): number {
  let next = seed;
  next ^= next << 13;
  next ^= next >>> 17;
  next ^= next << 5;
  return next;
}
