// The library itself, as its users have it: dist/index.js on a stock host, the headline one first. And the same programs with
// the loader that compiles them for preemption, which their directive asks for.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Host, hosts } from "../../hosts.ts";
import type { Peer } from "../../peer.ts";
import { root } from "../../root.ts";
import { mainOf, openOn } from "../javascript.ts";

const main = mainOf("beamlet");
const loader = join(root, "dist/preempt/register.js");

export const beamlet: readonly Peer[] = hosts.map(on);

export const beamletPreempt: readonly Peer[] = hosts.slice(0, 1).map((host) => ({
  name: "beamlet-preempt",
  share: () => 1,
  missing: () => (existsSync(loader) ? undefined : "the loader is not built"),
  open: () => openOn({ ...host, flags: [...host.flags, "--import", loader] }, main),
}));

function on(host: Host, index: number): Peer {
  const isHeadline = index === 0;
  return {
    name: isHeadline ? "beamlet" : `beamlet-${host.name}`,
    // The other hosts are reported beside it, and not for Savina.
    share: (workload) => (isHeadline || !workload.startsWith("savina-") ? 1 : 0),
    missing: () => undefined,
    open: () => openOn(host, main),
  };
}
