import type { Program } from "../../serve.ts";
import { type Process, run, send, spawn } from "./scheduler.ts";

export const skynet: Program = async (leaves) => {
  let answer = 0;
  spawn<number>(function* (self) {
    start(self, 0, leaves);
    if (self.mailbox.size === 0) yield;
    answer = self.mailbox.take();
  });
  run();
  return answer;
};

function start(parent: Process<number>, ordinal: number, leaves: number): void {
  spawn<number>((self) => node(self, parent, ordinal, leaves));
}

function* node(self: Process<number>, parent: Process<number>, ordinal: number, leaves: number): Generator<void, void, void> {
  if (leaves === 1) return send(parent, ordinal);
  const below = leaves / 10;
  for (let child = 0; child < 10; child++) start(self, ordinal + child * below, below);
  let sum = 0;
  for (let left = 10; left > 0; left--) {
    if (self.mailbox.size === 0) yield;
    sum += self.mailbox.take();
  }
  send(parent, sum);
}
