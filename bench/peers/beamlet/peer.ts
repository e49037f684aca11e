// The library itself, as its users have it: dist/index.js on a stock Node, the headline host first.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Host, hosts } from "../../hosts.ts";
import type { Peer } from "../../peer.ts";
import { root } from "../../root.ts";
import { openSession, type Session } from "../../session.ts";

// Under build/ even when this file is not: a Node that is started cannot be counted on to run TypeScript.
const main = join(root, "build/bench/peers/beamlet/main.js");

const library = join(root, "dist/index.js");

export const beamlet: readonly Peer[] = hosts.map(on);

function on(host: Host, index: number): Peer {
  return {
    name: index === 0 ? "beamlet" : `beamlet-${host.name}`,
    isOurs: true,
    missing: () => undefined,
    open: () => open(host),
  };
}

async function open(host: Host): Promise<Session> {
  if (![main, library].every(existsSync)) throw new Error(`expected ${main} and ${library}; run make build`);
  return openSession(host.path, ["--expose-gc", main]);
}
