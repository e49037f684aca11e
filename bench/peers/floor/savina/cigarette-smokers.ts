// Savina 13: an arbiter wakes a random smoker, which says that it has started and is busy for a while.

import { busyWait, Random } from "../../../savina/random.ts";
import type { Program } from "../../../serve.ts";
import { type Process, run, send, spawn } from "../scheduler.ts";

type ToSmoker = { readonly type: "start"; readonly busy: number } | { readonly type: "exit" };

interface Started {
  readonly type: "started";
}

export const cigaretteSmokers: Program = async (rounds, smokers) => {
  let started = 0;
  spawn<Started>(function* (self) {
    const random = new Random(rounds * smokers);
    const all = Array.from({ length: smokers }, () => spawn<ToSmoker>((process) => smoker(process, self)));
    while (started < rounds) {
      const process = all[random.next(smokers)];
      if (process !== undefined) send(process, { type: "start", busy: random.next(1_000) + 10 });
      if (self.mailbox.size === 0) yield;
      self.mailbox.take();
      started += 1;
    }
    for (const process of all) send(process, { type: "exit" });
  });
  run();
  return started;
};

function* smoker(self: Process<ToSmoker>, arbiter: Process<Started>): Generator<void, void, void> {
  for (;;) {
    if (self.mailbox.size === 0) yield;
    const message = self.mailbox.take();
    if (message.type === "exit") return;
    send(arbiter, { type: "started" });
    busyWait(message.busy);
  }
}
