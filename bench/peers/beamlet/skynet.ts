// A tree of width 10: a leaf sends its ordinal up, an inner process the sum of its ten.

"use beamlet";

import { type Pid, receive, run, self, send, spawn } from "beamlet";
import type { Program } from "../../serve.ts";

export const skynet: Program = (leaves) => run(root, leaves);

function* root(leaves: number) {
  spawn(node, self<number>(), 0, leaves);
  return yield* receive<number>();
}

function* node(parent: Pid<number>, ordinal: number, leaves: number) {
  if (leaves === 1) return send(parent, ordinal);
  const below = leaves / 10;
  for (let child = 0; child < 10; child++) spawn(node, self<number>(), ordinal + child * below, below);
  let sum = 0;
  for (let left = 10; left > 0; left--) sum += yield* receive<number>();
  send(parent, sum);
}
