// The library's GenServer at the workloads that its users would write one for.

import { hosts } from "../../hosts.ts";
import type { Peer } from "../../peer.ts";
import { mainOf, openOn } from "../javascript.ts";

const workloads: ReadonlySet<string> = new Set([
  "ping-pong",
  "ring",
  "fan-in-1",
  "fan-in-100",
  "savina-ping-pong",
  "savina-counting",
  "savina-fork-join-create",
  "savina-fork-join-throughput",
  "savina-thread-ring",
  "savina-chameneos",
  "savina-big",
  "savina-dictionary",
  "savina-sorted-list",
  "savina-bounded-buffer",
  "savina-philosophers",
  "savina-sleeping-barber",
  "savina-cigarette-smokers",
  "savina-logistic-map",
  "savina-bank-transaction",
  "savina-sieve",
]);

export const beamletGenServer: readonly Peer[] = hosts.slice(0, 1).map((host) => ({
  name: "beamlet-gen-server",
  share: (workload) => (workloads.has(workload) ? 1 : 0),
  missing: () => undefined,
  open: () => openOn(host, mainOf("beamlet-gen-server")),
}));
