// A server that answers each ping cast to it with a pong cast to its sender, and a client that is a server too.

import { GenServer, type Pid, receive, run, self, send } from "beamlet";
import type { Program } from "../../serve.ts";

interface Ping {
  readonly type: "ping";
  readonly from: Pid;
  readonly v: number;
}

interface Pong {
  readonly type: "pong";
  readonly v: number;
}

const Ponger = GenServer.define({
  init: () => ({ state: null }),
  handleCast({ from, v }: Ping, state: null) {
    GenServer.cast(from, { type: "pong", v });
    return { state };
  },
});

interface Trips {
  readonly ponger: Pid;
  readonly main: Pid<number>;
  readonly trips: number;
}

const Pinger = GenServer.define({
  init(trips: Trips) {
    GenServer.cast(trips.ponger, { type: "ping", from: self(), v: 0 });
    return { state: trips };
  },
  handleCast({ v }: Pong, state: Trips) {
    if (v + 1 === state.trips) send(state.main, v + 1);
    else GenServer.cast(state.ponger, { type: "ping", from: self(), v: v + 1 });
    return { state };
  },
});

export const pingPong: Program = (trips) => run(main, trips);

function* main(trips: number) {
  const ponger = yield* GenServer.startLink(Ponger);
  yield* GenServer.startLink(Pinger, { ponger, main: self<number>(), trips });
  return yield* receive<number>();
}
