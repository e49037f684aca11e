// Savina 1: a ping and a pong without contents.

"use beamlet";

import { type Pid, receive, run, self, send, spawn } from "beamlet";
import type { Program } from "../../../serve.ts";

type ToPonger = { readonly type: "ping"; readonly from: Pid<Pong> } | { readonly type: "stop" };

interface Pong {
  readonly type: "pong";
}

export const pingPong: Program = (pings) => run(pinger, pings);

function* pinger(pings: number) {
  const pid = spawn(ponger);
  let pongs = 0;
  while (pongs < pings) {
    send(pid, { type: "ping", from: self<Pong>() });
    yield* receive<Pong>();
    pongs += 1;
  }
  send(pid, { type: "stop" });
  return pongs;
}

function* ponger() {
  for (let message = yield* receive<ToPonger>(); message.type === "ping"; message = yield* receive<ToPonger>()) {
    send(message.from, { type: "pong" });
  }
}
