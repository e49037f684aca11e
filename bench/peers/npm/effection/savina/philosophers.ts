// Savina 11: philosophers ask an arbitrator for both forks, and ask again at once when they are denied.

import { createQueue, type Operation, run, spawn } from "effection";
import type { Program } from "../../../../serve.ts";
import { type Mailbox, take } from "../mailbox.ts";

type ToArbitrator =
  | { readonly type: "hungry"; readonly from: Mailbox<Verdict>; readonly id: number }
  | { readonly type: "done"; readonly id: number }
  | { readonly type: "exit"; readonly meals: number };

type Verdict = "eat" | "denied";

export const philosophers: Program = async (count, rounds) => run(() => arbitrator(count, rounds));

/** The meals of all philosophers together. */
function* arbitrator(count: number, rounds: number): Operation<number> {
  const own = createQueue<ToArbitrator, never>();
  for (let id = 0; id < count; id++) yield* spawn(() => philosopher(own, id, rounds));
  const isTaken = Array.from({ length: count }, () => false);
  let meals = 0;
  for (let left = count; left > 0; ) {
    const message = yield* take(own);
    if (message.type === "hungry") {
      const right = (message.id + 1) % count;
      const isDenied = isTaken[message.id] === true || isTaken[right] === true;
      if (!isDenied) isTaken[message.id] = isTaken[right] = true;
      message.from.add(isDenied ? "denied" : "eat");
    } else if (message.type === "done") {
      isTaken[message.id] = isTaken[(message.id + 1) % count] = false;
    } else {
      meals += message.meals;
      left -= 1;
    }
  }
  return meals;
}

function* philosopher(arbitrator: Mailbox<ToArbitrator>, id: number, rounds: number): Operation<void> {
  const own = createQueue<Verdict, never>();
  let meals = 0;
  while (meals < rounds) {
    arbitrator.add({ type: "hungry", from: own, id });
    if ((yield* take(own)) === "denied") continue;
    meals += 1;
    arbitrator.add({ type: "done", id });
  }
  arbitrator.add({ type: "exit", meals });
}
