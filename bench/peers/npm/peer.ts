// The JavaScript peers, from the registry: bench/peers/npm/package.json pins them, `make bench` installs and compiles them.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { hosts } from "../../hosts.ts";
import type { Peer } from "../../peer.ts";
import { root } from "../../root.ts";
import { openSession } from "../../session.ts";

const folder = join(root, "bench/peers/npm");

/** Each with the workloads that it has the means for: none has selective receive, and only nact and effect have a call. */
const workloads: Readonly<Record<string, readonly string[]>> = {
  nact: ["ping-pong", "ring", "fan-in-1", "fan-in-100", "call", "spawn", "skynet", "idle"],
  xstate: ["ping-pong", "ring", "fan-in-1", "fan-in-100", "spawn", "skynet", "idle"],
  effect: ["ping-pong", "ring", "fan-in-1", "fan-in-100", "call", "spawn", "skynet", "idle"],
  effection: ["ping-pong", "ring", "fan-in-1", "fan-in-100", "spawn", "skynet", "idle"],
};

export const npm: readonly Peer[] = hosts.slice(0, 1).flatMap(({ command, flags }) =>
  Object.entries(workloads).map(([name, names]) => {
    // Beside their packages, where Node finds these.
    const main = join(folder, `build/bench/peers/npm/${name}/main.js`);
    return {
      name,
      has: (workload: string) => names.includes(workload),
      missing: () => (existsSync(main) ? undefined : "not installed; make bench installs it"),
      open: () => openSession(command, [...flags, main]),
    };
  }),
);
