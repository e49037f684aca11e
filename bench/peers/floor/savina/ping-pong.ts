// Savina 1: a ping and a pong without contents.

import type { Program } from "../../../serve.ts";
import { type Process, run, send, spawn } from "../scheduler.ts";

type ToPonger = { readonly type: "ping"; readonly from: Process<Pong> } | { readonly type: "stop" };

interface Pong {
  readonly type: "pong";
}

export const pingPong: Program = async (pings) => {
  let pongs = 0;
  spawn<Pong>(function* (self) {
    const process = spawn(ponger);
    while (pongs < pings) {
      send(process, { type: "ping", from: self });
      if (self.mailbox.size === 0) yield;
      self.mailbox.take();
      pongs += 1;
    }
    send(process, { type: "stop" });
  });
  run();
  return pongs;
};

function* ponger(self: Process<ToPonger>): Generator<void, void, void> {
  for (;;) {
    if (self.mailbox.size === 0) yield;
    const message = self.mailbox.take();
    if (message.type === "stop") return;
    send(message.from, { type: "pong" });
  }
}
