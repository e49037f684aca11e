// Workload × peer → rows. Peers take turns round by round, so that the machine's noise falls on all of them alike.

import { peers } from "./peers.ts";
import { type Row, rowOf } from "./row.ts";
import { newSeries, type Series } from "./series.ts";
import { groups, workloads } from "./workloads.ts";

export interface Options {
  /** Names of workloads. Default: all. */
  readonly workloads?: readonly string[] | undefined;
  /** Names of peers. Default: all that this machine can run. */
  readonly peers?: readonly string[] | undefined;
  /** Counted rounds, after a warm-up of two seconds or one round. Default 5. */
  readonly rounds?: number | undefined;
  /** Part of the full sizes. Default 1. */
  readonly scale?: number | undefined;
  readonly progress?: Progress | undefined;
}

/** Is told what goes on. Round 0 warms up. */
export interface Progress {
  skipped(peer: string, why: string): void;
  started(peer: string, description: string): void;
  playing(workload: string, peer: string, round: number, rounds: number): void;
}

/**
 * Measures workloads on peers, and resolves to a row for each pair. A round that loses work is a row with a failure.
 *
 * @throws RangeError for a name that is no workload or no peer.
 * @example
 * const rows = await measure({ workloads: ["ping-pong"], rounds: 3, scale: 0.1 });
 */
export async function measure(options: Options = {}): Promise<readonly Row[]> {
  const { rounds = 5, scale = 1, progress } = options;
  const wanted = new Set(chosen(workloads, options.workloads, "workload"));
  const able = chosen(peers, options.peers, "peer").filter((peer) => {
    const why = peer.missing();
    if (why !== undefined) progress?.skipped(peer.name, why);
    return why === undefined;
  });
  const rows: Row[] = [];
  for (const group of groups) {
    const played = group.filter((workload) => wanted.has(workload));
    const allSeries = able.flatMap((peer) => played.filter(({ name }) => peer.share(name) > 0).map((workload) => newSeries(workload, peer, scale)));
    try {
      await play(allSeries, rounds, progress);
    } finally {
      for (const series of allSeries) await series.close();
    }
    rows.push(...played.flatMap((workload) => allSeries.filter((series) => series.workload === workload)).map(rowOf));
  }
  return rows;
}

async function play(allSeries: readonly Series[], rounds: number, progress: Progress | undefined): Promise<void> {
  for (const series of allSeries) {
    const description = await series.open();
    if (description !== undefined) progress?.started(series.peer.name, description);
  }
  for (let round = 0; round <= rounds; round++) {
    for (const series of allSeries) {
      progress?.playing(series.workload.name, series.peer.name, round, rounds);
      await (round === 0 ? series.warmUp() : series.play());
    }
  }
}

function chosen<T extends { readonly name: string }>(all: readonly T[], names: readonly string[] | undefined, kind: string): readonly T[] {
  const stranger = names?.find((name) => !all.some((one) => one.name === name));
  if (stranger !== undefined) throw new RangeError(`no ${kind} is called ${stranger}; there are ${all.map((one) => one.name).join(", ")}`);
  return all.filter((one) => names === undefined || names.includes(one.name));
}
