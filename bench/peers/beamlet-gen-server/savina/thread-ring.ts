// Savina 5 with servers as members, each of which casts to the next.

import { GenServer, type Pid, receive, run, self, send } from "beamlet";
import type { Program } from "../../../serve.ts";

type Message =
  | { readonly type: "data"; readonly next: Pid }
  | { readonly type: "ping"; readonly left: number }
  | { readonly type: "exit"; readonly left: number };

interface Member {
  readonly id: number;
  readonly main: Pid<number>;
  readonly next: Pid;
}

const Member = GenServer.define({
  init: ({ id, main }: { readonly id: number; readonly main: Pid<number> }) => ({ state: { id, main, next: self() } }),
  handleCast(message: Message, state: Member) {
    if (message.type === "data") return { state: { ...state, next: message.next } };
    const { id, main, next } = state;
    if (message.type === "exit") {
      send(main, 1);
      GenServer.cast(next, { type: "exit", left: message.left - 1 });
      return { stop: "normal", state };
    }
    if (message.left > 0) {
      GenServer.cast(next, { type: "ping", left: message.left - 1 });
    } else {
      send(main, id);
      GenServer.cast(next, { type: "exit", left: message.left });
    }
    return { state };
  },
});

export const threadRing: Program = (members, pings) => run(main, members, pings);

/** Where the ping ended, and how many members ended after it: the ordinal of the one, plus the number of the others. */
function* main(members: number, pings: number) {
  const ring: GenServer.ServerOf<typeof Member>[] = [];
  for (let id = 0; id < members; id++) ring.push(yield* GenServer.start(Member, { id, main: self<number>() }));
  ring.forEach((pid, id) => GenServer.cast(pid, { type: "data", next: ring[(id + 1) % members] ?? pid }));
  if (ring[0] !== undefined) GenServer.cast(ring[0], { type: "ping", left: pings });
  let answer = yield* receive<number>();
  for (let left = members; left > 0; left--) answer += yield* receive<number>();
  return answer;
}
