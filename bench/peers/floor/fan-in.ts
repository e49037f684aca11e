import type { Program } from "../../serve.ts";
import { run, send, spawn } from "./scheduler.ts";

interface Increment {
  readonly type: "inc";
  readonly n: number;
}

export const fanIn: Program = async (senders, each) => {
  let sum = 0;
  const receiver = spawn<Increment>(function* (self) {
    for (let left = senders * each; left > 0; left--) {
      if (self.mailbox.size === 0) yield;
      sum += self.mailbox.take().n;
    }
  });
  for (let left = senders; left > 0; left--) {
    spawn(function* () {
      for (let n = each; n > 0; n--) send(receiver, { type: "inc", n });
    });
  }
  run();
  return sum;
};
