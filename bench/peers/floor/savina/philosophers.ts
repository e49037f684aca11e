// Savina 11: philosophers ask an arbitrator for both forks, and ask again at once when they are denied.

import type { Program } from "../../../serve.ts";
import { type Process, run, send, spawn } from "../scheduler.ts";

type ToArbitrator =
  | { readonly type: "hungry"; readonly from: Process<Verdict>; readonly id: number }
  | { readonly type: "done"; readonly id: number }
  | { readonly type: "exit"; readonly meals: number };

type Verdict = "eat" | "denied";

/** The meals of all philosophers together. */
export const philosophers: Program = async (count, rounds) => {
  let meals = 0;
  spawn<ToArbitrator>(function* (self) {
    for (let id = 0; id < count; id++) spawn<Verdict>((process) => philosopher(process, self, id, rounds));
    const isTaken = Array.from({ length: count }, () => false);
    for (let left = count; left > 0; ) {
      if (self.mailbox.size === 0) yield;
      const message = self.mailbox.take();
      if (message.type === "hungry") {
        const right = (message.id + 1) % count;
        const isDenied = isTaken[message.id] === true || isTaken[right] === true;
        if (!isDenied) isTaken[message.id] = isTaken[right] = true;
        send(message.from, isDenied ? "denied" : "eat");
      } else if (message.type === "done") {
        isTaken[message.id] = isTaken[(message.id + 1) % count] = false;
      } else {
        meals += message.meals;
        left -= 1;
      }
    }
  });
  run();
  return meals;
};

function* philosopher(self: Process<Verdict>, arbitrator: Process<ToArbitrator>, id: number, rounds: number): Generator<void, void, void> {
  let meals = 0;
  while (meals < rounds) {
    send(arbitrator, { type: "hungry", from: self, id });
    if (self.mailbox.size === 0) yield;
    if (self.mailbox.take() === "denied") continue;
    meals += 1;
    send(arbitrator, { type: "done", id });
  }
  send(arbitrator, { type: "exit", meals });
}
