// Savina 2: a producer sends increments without waiting, then asks for the count.

import type { Program } from "../../../serve.ts";
import { type Process, run, send, spawn } from "../scheduler.ts";

type ToCounter = { readonly type: "increment" } | { readonly type: "retrieve"; readonly from: Process<number> };

export const counting: Program = async (increments) => {
  let answer = 0;
  spawn<number>(function* (self) {
    const process = spawn(counter);
    for (let left = increments; left > 0; left--) send(process, { type: "increment" });
    send(process, { type: "retrieve", from: self });
    if (self.mailbox.size === 0) yield;
    answer = self.mailbox.take();
  });
  run();
  return answer;
};

function* counter(self: Process<ToCounter>): Generator<void, void, void> {
  let count = 0;
  for (;;) {
    if (self.mailbox.size === 0) yield;
    const message = self.mailbox.take();
    if (message.type === "retrieve") return send(message.from, count);
    count += 1;
  }
}
