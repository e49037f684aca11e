// One peer at one workload: its process, its rounds so far, and what went wrong if something did.

import type { Peer } from "./peer.ts";
import type { Session } from "./session.ts";
import type { Measurement, Workload } from "./workload.ts";

export interface Series {
  readonly workload: Workload;
  readonly peer: Peer;
  readonly operations: number;
  /** The counted rounds, in order. */
  readonly measurements: readonly Measurement[];
  /** Why the series ended early, or `undefined`. A series that failed plays no further rounds. */
  readonly failure: string | undefined;
  /** Starts the peer's process, and says what it is. */
  open(): Promise<string | undefined>;
  /** Plays rounds that do not count, until the code is compiled and the memory is there. */
  warmUp(): Promise<void>;
  /** Plays a round that counts. */
  play(): Promise<void>;
  close(): Promise<void>;
}

// Long enough for V8 to be done with compiling, whatever the size of a round. There is always at least one round.
const warmUpMs = 2_000;

/**
 * Each series has a process of its own, so that a row does not depend on the rows before it. A workload about memory
 * has one for each round: what a round frees stays in the process, and would make the next one look free.
 */
export function newSeries(workload: Workload, peer: Peer, scale: number): Series {
  const operations = workload.operations(scale * peer.share(workload.name));
  const measurements: Measurement[] = [];
  let session: Session | undefined;
  let failure: string | undefined;

  async function attempt(step: () => Promise<void>): Promise<void> {
    if (failure !== undefined) return;
    try {
      await step();
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
      await close();
    }
  }

  async function round(): Promise<Measurement> {
    session ??= await peer.open();
    return workload.run(session, operations);
  }

  async function close(): Promise<void> {
    await session?.close();
    session = undefined;
  }

  return {
    workload,
    peer,
    operations,
    measurements,
    get failure() {
      return failure;
    },
    async open() {
      await attempt(async () => {
        session ??= await peer.open();
      });
      return session?.description;
    },
    // What a process holds does not depend on how warm the code is that started it.
    warmUp: () =>
      attempt(async () => {
        const start = performance.now();
        while (workload.measures === "nanoseconds" && performance.now() - start < warmUpMs) await round();
      }),
    play: () =>
      attempt(async () => {
        measurements.push(await round());
        if (workload.measures === "bytes") await close();
      }),
    close,
  };
}
