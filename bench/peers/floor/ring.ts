import type { Program } from "../../serve.ts";
import { type Process, run, send, spawn } from "./scheduler.ts";

export const ring: Program = async (members, hops) => {
  let answer = 0;
  const first = spawn<number>(function* (self) {
    let next: Process<number> = self;
    for (let others = members - 1; others > 0; others--) next = startMember(next);
    yield* member(self, next);
  });
  send(first, hops);
  run();
  return answer;

  function startMember(next: Process<number>): Process<number> {
    return spawn<number>((self) => member(self, next));
  }

  function* member(self: Process<number>, next: Process<number>): Generator<void, void, void> {
    for (;;) {
      if (self.mailbox.size === 0) yield;
      const left = self.mailbox.take();
      send(next, left - 1);
      if (left > 0) continue;
      if (left === 0) {
        if (self.mailbox.size === 0) yield;
        answer = self.mailbox.take();
      }
      return;
    }
  }
};
