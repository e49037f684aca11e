// Two processes exchange a ping that carries its sender and a pong that carries the ping's number.

"use beamlet";

import { type Pid, receive, run, self, send, spawn } from "beamlet";
import type { Program } from "../../serve.ts";

interface Ping {
  readonly type: "ping";
  readonly from: Pid<Pong>;
  readonly v: number;
}

interface Pong {
  readonly type: "pong";
  readonly v: number;
}

export const pingPong: Program = (trips) => run(pinger, trips);

function* pinger(trips: number) {
  const pid = spawn(ponger, trips);
  for (let v = 0; v < trips; v++) {
    send(pid, { type: "ping", from: self<Pong>(), v });
    const pong = yield* receive<Pong>();
    if (pong.type !== "pong" || pong.v !== v) return v;
  }
  return trips;
}

function* ponger(trips: number) {
  for (let left = trips; left > 0; left--) {
    const { from, v } = yield* receive<Ping>();
    send(from, { type: "pong", v });
  }
}
