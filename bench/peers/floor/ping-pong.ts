import type { Program } from "../../serve.ts";
import { Process, run, send, spawn } from "./scheduler.ts";

interface Ping {
  readonly type: "ping";
  readonly from: Process<Pong>;
  readonly v: number;
}

interface Pong {
  readonly type: "pong";
  readonly v: number;
}

export const pingPong: Program = async (trips) => {
  let answer = 0;
  const ponger = spawn<Ping>(function* (self) {
    for (let left = trips; left > 0; left--) {
      if (self.mailbox.size === 0) yield;
      const { from, v } = self.mailbox.take();
      send(from, { type: "pong", v });
    }
  });
  spawn<Pong>(function* (self) {
    for (let v = 0; v < trips; v++) {
      send(ponger, { type: "ping", from: self, v });
      if (self.mailbox.size === 0) yield;
      const pong = self.mailbox.take();
      if (pong.type !== "pong" || pong.v !== v) return;
      answer += 1;
    }
  });
  run();
  return answer;
};
