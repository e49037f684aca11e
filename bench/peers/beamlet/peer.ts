// The library itself, as its users have it: dist/index.js on a stock host, the headline one first.

import { type Host, hosts } from "../../hosts.ts";
import type { Peer } from "../../peer.ts";
import { mainOf, openOn } from "../javascript.ts";

const main = mainOf("beamlet");

export const beamlet: readonly Peer[] = hosts.map(on);

function on(host: Host, index: number): Peer {
  const isHeadline = index === 0;
  return {
    name: isHeadline ? "beamlet" : `beamlet-${host.name}`,
    // The other hosts are reported beside it, for the workloads of performance.md alone.
    share: (workload) => (isHeadline || !workload.startsWith("savina-") ? 1 : 0),
    missing: () => undefined,
    open: () => openOn(host, main),
  };
}
