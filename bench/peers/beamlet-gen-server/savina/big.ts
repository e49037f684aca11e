// Savina 7 with servers that cast to each other. All are called with the neighbours before any may ping, so that nobody is pinged
// who knows none.

import { GenServer, type Pid, receive, run, self, send } from "beamlet";
import { Random } from "../../../savina/random.ts";
import type { Program } from "../../../serve.ts";

type Message = { readonly type: "start" } | { readonly type: "ping"; readonly sender: number } | { readonly type: "pong"; readonly sender: number };

interface Member {
  readonly id: number;
  readonly pings: number;
  readonly sink: Pid<number>;
  readonly random: Random;
  neighbours: readonly Pid[];
  target: number;
  pongs: number;
}

const Member = GenServer.define({
  init: ({ id, pings, sink }: Pick<Member, "id" | "pings" | "sink">): { readonly state: Member } => ({
    state: { id, pings, sink, random: new Random(id), neighbours: [], target: -1, pongs: 0 },
  }),
  handleCall(neighbours: readonly Pid[], _from, state: Member) {
    state.neighbours = neighbours;
    return { reply: "known", state };
  },
  handleCast(message: Message, state: Member) {
    if (message.type === "ping") {
      const pid = state.neighbours[message.sender];
      if (pid !== undefined) GenServer.cast(pid, { type: "pong", sender: state.id });
      return { state };
    }
    if (message.type === "pong") {
      if (message.sender !== state.target) throw new Error(`expected a pong of ${state.target}, got one of ${message.sender}`);
      state.pongs += 1;
    }
    if (state.pongs === state.pings) send(state.sink, state.pongs);
    else ping(state);
    return { state };
  },
});

function ping(state: Member): void {
  state.target = state.random.next(state.neighbours.length);
  const pid = state.neighbours[state.target];
  if (pid !== undefined) GenServer.cast(pid, { type: "ping", sender: state.id });
}

export const big: Program = (processes, pings) => run(sink, processes, pings);

/** The pongs that came back, of all servers together. */
function* sink(processes: number, pings: number) {
  const pids: GenServer.ServerOf<typeof Member>[] = [];
  for (let id = 0; id < processes; id++) pids.push(yield* GenServer.startLink(Member, { id, pings, sink: self<number>() }));
  for (const pid of pids) yield* GenServer.call(pid, pids);
  for (const pid of pids) GenServer.cast(pid, { type: "start" });
  let pongs = 0;
  for (let left = processes; left > 0; left--) pongs += yield* receive<number>();
  return pongs;
}
