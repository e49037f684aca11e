// Savina 1 with a server that is called: the reply is the pong.

import { GenServer, run } from "beamlet";
import type { Program } from "../../../serve.ts";

const Ponger = GenServer.define({
  init: () => ({ state: null }),
  handleCall: (_request: "ping", _from, state: null) => ({ reply: "pong", state }),
});

export const pingPong: Program = (pings) => run(pinger, pings);

function* pinger(pings: number) {
  const ponger = yield* GenServer.startLink(Ponger);
  let pongs = 0;
  while (pongs < pings) {
    yield* GenServer.call(ponger, "ping");
    pongs += 1;
  }
  yield* GenServer.stop(ponger);
  return pongs;
}
