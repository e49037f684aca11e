// The charts that are made of rows: how many times faster the library is, than the BEAM and than each peer.

import type { Bars } from "./bars.ts";
import { ours, ratios, type Results, yardstick } from "./results.ts";

const others = [yardstick, "beam-s2", "xstate", "effection", "nact", "effect", "floor"];

/** The charts, as far as the run measured what is on them. */
export function overviews(results: Results): readonly Bars[] {
  return [workloads(results), savina(results)].filter(({ groups }) => groups.some(({ bars }) => bars.length > 0));
}

function workloads(results: Results): Bars {
  const names = [...new Set(results.rows.map(({ workload }) => workload))].filter((name) => !name.startsWith("savina-"));
  const byPeer = others.map((peer) => [peer, ratios(results, ours, peer)] as const);
  const groups = names.map((name) => ({
    name,
    bars: byPeer.flatMap(([peer, all]) => {
      const ratio = all.get(name);
      return ratio === undefined ? [] : [{ name: peer, value: 1 / ratio }];
    }),
  }));
  return { name: "workloads", title: `How many times faster ${ours} is`, groups: groups.filter(({ bars }) => bars.length > 0) };
}

function savina(results: Results): Bars {
  const all = [...ratios(results, ours, yardstick)].filter(([name]) => name.startsWith("savina-"));
  const bars = all.map(([name, ratio]) => ({ name: name.slice("savina-".length), value: 1 / ratio }));
  return { name: "savina", title: `Savina: how many times faster ${ours} is than ${yardstick}`, groups: [{ name: "", bars }] };
}
