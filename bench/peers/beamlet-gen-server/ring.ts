// A ring of servers, each of which casts to the next.

import { GenServer, type Pid, receive, run, self, send } from "beamlet";
import type { Program } from "../../serve.ts";

interface Member {
  readonly next: Pid | undefined;
  readonly main: Pid<number>;
  /** Whether the integer was 0 here: what comes next is the last lap's end. */
  readonly isLast: boolean;
}

const Member = GenServer.define({
  init: (member: Member) => ({ state: member }),
  handleCast(left: number | { readonly next: Pid }, state: Member) {
    if (typeof left !== "number") return { state: { ...state, next: left.next } };
    if (state.isLast) {
      send(state.main, left);
      return { stop: "normal", state };
    }
    if (state.next !== undefined) GenServer.cast(state.next, left - 1);
    if (left > 0) return { state };
    return left === 0 ? { state: { ...state, isLast: true } } : { stop: "normal", state };
  },
});

export const ring: Program = (members, hops) => run(start, members, hops);

function* start(members: number, hops: number) {
  const member = { main: self<number>(), isLast: false };
  const first = yield* GenServer.start(Member, { ...member, next: undefined });
  let next: Pid = first;
  for (let others = members - 1; others > 0; others--) next = yield* GenServer.start(Member, { ...member, next });
  GenServer.cast(first, { next });
  GenServer.cast(first, hops);
  return yield* receive<number>();
}
