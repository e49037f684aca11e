// Savina 2 with a server: casts that count, and a call for the count.

import { GenServer, run } from "beamlet";
import type { Program } from "../../../serve.ts";

const Counter = GenServer.define({
  init: () => ({ state: 0 }),
  handleCast: (_message: "increment", count: number) => ({ state: count + 1 }),
  handleCall: (_request: "retrieve", _from, count: number) => ({ reply: count, state: count }),
});

export const counting: Program = (increments) => run(producer, increments);

function* producer(increments: number) {
  const counter = yield* GenServer.startLink(Counter);
  for (let left = increments; left > 0; left--) GenServer.cast(counter, "increment");
  return yield* GenServer.call(counter, "retrieve", Infinity);
}
