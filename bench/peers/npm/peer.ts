// The JavaScript peers, from the registry: bench/peers/npm/package.json pins them, `make bench` installs and compiles them.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { hosts } from "../../hosts.ts";
import type { Peer } from "../../peer.ts";
import { root } from "../../root.ts";
import { openSession } from "../../session.ts";
import { shares } from "./shares.ts";

const folder = join(root, "bench/peers/npm");

export const npm: readonly Peer[] = hosts.slice(0, 1).flatMap(({ command, flags }) =>
  Object.entries(shares).map(([name, parts]) => {
    // Beside their packages, where Node finds these.
    const main = join(folder, `build/bench/peers/npm/${name}/main.js`);
    return {
      name,
      share: (workload: string) => parts[workload] ?? 0,
      missing: () => (existsSync(main) ? undefined : "not installed; make bench installs it"),
      open: () => openSession(command, [...flags, main]),
    };
  }),
);
