// The list of peers, in the order in which they take turns. A new one is a folder beside these, and a line here.

import type { Peer } from "./peer.ts";
import { beam } from "./peers/beam/peer.ts";
import { beamlet } from "./peers/beamlet/peer.ts";

export const peers: readonly Peer[] = [...beamlet, ...beam];
