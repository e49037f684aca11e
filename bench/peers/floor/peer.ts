// The floor: the same work by hand with bare generators and array queues, and no semantics. What it does without: pids, copies,
// links, monitors, reductions, timers, and any check. The workloads that need none of them can be had for so little.

import { hosts } from "../../hosts.ts";
import type { Peer } from "../../peer.ts";
import { savina } from "../../workloads/savina.ts";
import { mainOf, openOn } from "../javascript.ts";

const workloads: ReadonlySet<string> = new Set([
  "ping-pong",
  "ring",
  "fan-in-1",
  "fan-in-100",
  "call",
  "spawn",
  "skynet",
  ...savina.map(({ name }) => name),
]);

export const floor: readonly Peer[] = hosts.slice(0, 1).map((host) => ({
  name: "floor",
  share: (workload) => (workloads.has(workload) ? 1 : 0),
  missing: () => undefined,
  open: () => openOn(host, mainOf("floor")),
}));
