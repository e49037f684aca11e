// The list of peers, in the order in which they take turns. A new one is a folder beside these, and a line here.

import type { Peer } from "./peer.ts";
import { beam } from "./peers/beam/peer.ts";
import { beamletGenServer } from "./peers/beamlet-gen-server/peer.ts";
import { beamlet, beamletPreempt } from "./peers/beamlet/peer.ts";
import { floor } from "./peers/floor/peer.ts";
import { npm } from "./peers/npm/peer.ts";

const [headline, ...elsewhere] = beamlet;

export const peers: readonly Peer[] = [...(headline === undefined ? [] : [headline]), ...beamletPreempt, ...beamletGenServer, ...beam, ...floor, ...npm, ...elsewhere];
