// Savina 4: messages to all workers in turn, each of which computes a little and tells its count at the last one.

import { compute } from "../../../savina/compute.ts";
import type { Program } from "../../../serve.ts";
import { type Process, run, send, spawn } from "../scheduler.ts";

export const forkJoinThroughput: Program = async (workers, messages) => {
  let sum = 0;
  spawn<number>(function* (self) {
    const all = Array.from({ length: workers }, () => spawn<"go">((process) => worker(process, messages, self)));
    for (let left = messages; left > 0; left--) for (const process of all) send(process, "go");
    for (let left = workers; left > 0; left--) {
      if (self.mailbox.size === 0) yield;
      sum += self.mailbox.take();
    }
  });
  run();
  return sum;
};

function* worker(self: Process<"go">, messages: number, main: Process<number>): Generator<void, void, void> {
  let done = 0;
  for (let left = messages; left > 0; left--) {
    if (self.mailbox.size === 0) yield;
    self.mailbox.take();
    done += compute(37.2);
  }
  send(main, done);
}
