// An integer goes round a ring and loses one at each hop, to 0 and then for one more lap, which ends the members.

"use beamlet";

import { type Pid, receive, run, self, send, spawn } from "beamlet";
import type { Program } from "../../serve.ts";

export const ring: Program = (members, hops) => run(start, members, hops);

function* start(members: number, hops: number) {
  send(spawn(first, members, self<number>()), hops);
  return yield* receive<number>();
}

/** The first member builds the others backwards, so that each is born knowing its neighbour. */
function* first(members: number, main: Pid<number>) {
  let next = self<number>();
  for (let others = members - 1; others > 0; others--) next = spawn(member, next, main);
  yield* member(next, main);
}

function* member(next: Pid<number>, main: Pid<number>) {
  let hops = yield* receive<number>();
  for (; hops > 0; hops = yield* receive<number>()) send(next, hops - 1);
  send(next, hops - 1);
  if (hops === 0) send(main, yield* receive<number>());
}
