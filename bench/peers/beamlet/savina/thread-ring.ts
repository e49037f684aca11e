// Savina 5: a ping goes round until it has no hops left, then an exit ends the members one after another.

"use beamlet";

import { type Pid, receive, run, self, send, spawn } from "beamlet";
import type { Program } from "../../../serve.ts";

type Message =
  | { readonly type: "data"; readonly next: Pid<Message> }
  | { readonly type: "ping"; readonly left: number }
  | { readonly type: "exit"; readonly left: number };

export const threadRing: Program = (members, pings) => run(main, members, pings);

/** Where the ping ended, and how many members ended after it: the ordinal of the one, plus the number of the others. */
function* main(members: number, pings: number) {
  const ring = Array.from({ length: members }, (_, id) => spawn(member, id, self<number>()));
  ring.forEach((pid, id) => send(pid, { type: "data", next: ring[(id + 1) % members] ?? pid }));
  if (ring[0] !== undefined) send(ring[0], { type: "ping", left: pings });
  let answer = yield* receive<number>();
  for (let left = members; left > 0; left--) answer += yield* receive<number>();
  return answer;
}

function* member(id: number, main: Pid<number>) {
  let next = self<Message>();
  for (;;) {
    const message = yield* receive<Message>();
    if (message.type === "data") {
      next = message.next;
    } else if (message.type === "exit") {
      send(main, 1);
      return send(next, { type: "exit", left: message.left - 1 });
    } else if (message.left > 0) {
      send(next, { type: "ping", left: message.left - 1 });
    } else {
      send(main, id);
      send(next, { type: "exit", left: message.left });
    }
  }
}
