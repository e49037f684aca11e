import type { Program } from "../../serve.ts";
import { type Process, run, send, spawn } from "./scheduler.ts";

interface Request {
  readonly type: "add";
  readonly amount: number;
  readonly from: Process<number>;
}

export const call: Program = async (calls) => {
  let answer = 0;
  const counter = spawn<Request>(function* (self) {
    let count = 0;
    for (;;) {
      if (self.mailbox.size === 0) yield;
      const { amount, from } = self.mailbox.take();
      count += amount;
      send(from, count);
    }
  });
  spawn<number>(function* (self) {
    for (let left = calls; left > 0; left--) {
      send(counter, { type: "add", amount: 1, from: self });
      if (self.mailbox.size === 0) yield;
      answer = self.mailbox.take();
    }
  });
  run();
  return answer;
};
