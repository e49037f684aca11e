// The JavaScript peers, from the registry: bench/peers/npm/package.json pins them, `make bench` installs and compiles them.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { hosts } from "../../hosts.ts";
import type { Peer } from "../../peer.ts";
import { root } from "../../root.ts";
import { openSession } from "../../session.ts";

const folder = join(root, "bench/peers/npm");

/**
 * The part of the full size that each plays, so that no round takes much more than five seconds. What is not here it has not
 * the means for: none has selective receive, and only nact and effect have a call. Effection's queue moves all that is in it at
 * every message, hence the short ones.
 */
const shares: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  nact: {
    "ping-pong": 1 / 4,
    ring: 1 / 10,
    "fan-in-1": 1 / 4,
    "fan-in-100": 1 / 4,
    call: 1 / 4,
    spawn: 1 / 10,
    skynet: 1 / 100,
    idle: 1 / 10,
    "savina-ping-pong": 1,
    "savina-counting": 1 / 2,
    "savina-fork-join-create": 1,
    "savina-fork-join-throughput": 1,
    "savina-thread-ring": 1,
    "savina-chameneos": 1,
    "savina-big": 1 / 2,
    "savina-dictionary": 1,
    "savina-sorted-list": 1,
    "savina-bounded-buffer": 1 / 2,
    "savina-philosophers": 1,
    // In its favour: fewer customers find the room full and come back. With all of them a round takes 25 seconds.
    "savina-sleeping-barber": 1 / 2,
    "savina-cigarette-smokers": 1,
    "savina-logistic-map": 1,
    "savina-bank-transaction": 1,
    "savina-sieve": 1,
    "savina-fibonacci": 1 / 2,
  },
  xstate: { "ping-pong": 1, ring: 1, "fan-in-1": 1, "fan-in-100": 1, spawn: 1 / 4, skynet: 1 / 10, idle: 1 / 10 },
  effect: {
    "ping-pong": 1 / 4,
    ring: 1 / 10,
    "fan-in-1": 1 / 4,
    "fan-in-100": 1 / 4,
    call: 1 / 4,
    spawn: 1 / 4,
    skynet: 1 / 10,
    idle: 1 / 10,
    "savina-ping-pong": 1,
    "savina-counting": 1,
    "savina-fork-join-create": 1,
    "savina-fork-join-throughput": 1,
    "savina-thread-ring": 1,
    "savina-chameneos": 1 / 2,
    "savina-big": 1 / 5,
    "savina-dictionary": 1,
    "savina-sorted-list": 1,
    "savina-bounded-buffer": 1 / 2,
    "savina-philosophers": 1,
    "savina-sleeping-barber": 1 / 3, // fewer customers find the room full than at the full size, which is to its advantage
    "savina-cigarette-smokers": 1,
    "savina-logistic-map": 1,
    "savina-bank-transaction": 1,
    "savina-sieve": 1,
    "savina-fibonacci": 1 / 2,
  },
  effection: { "ping-pong": 1 / 10, ring: 1 / 10, "fan-in-1": 1 / 100, "fan-in-100": 1 / 100, spawn: 1 / 200, skynet: 1 / 1_000, idle: 1 / 100 },
};

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
