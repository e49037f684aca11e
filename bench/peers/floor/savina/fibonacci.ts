// Savina 30: a process for each call of the recursive function.

import type { Program } from "../../../serve.ts";
import { type Process, run, send, spawn } from "../scheduler.ts";

export const fibonacci: Program = async (n) => {
  let answer = 0;
  spawn<number>(function* (self) {
    start(n, self);
    if (self.mailbox.size === 0) yield;
    answer = self.mailbox.take();
  });
  run();
  return answer;
};

function start(n: number, parent: Process<number>): void {
  spawn<number>((self) => fib(self, n, parent));
}

function* fib(self: Process<number>, n: number, parent: Process<number>): Generator<void, void, void> {
  if (n <= 2) return send(parent, 1);
  start(n - 1, self);
  start(n - 2, self);
  let sum = 0;
  for (let left = 2; left > 0; left--) {
    if (self.mailbox.size === 0) yield;
    sum += self.mailbox.take();
  }
  send(parent, sum);
}
