// Savina 11: philosophers ask an arbitrator for both forks, and ask again at once when they are denied.

"use beamlet";

import { type Pid, receive, run, self, send, spawn } from "beamlet";
import type { Program } from "../../../serve.ts";

type ToArbitrator =
  | { readonly type: "hungry"; readonly from: Pid<Verdict>; readonly id: number }
  | { readonly type: "done"; readonly id: number }
  | { readonly type: "exit"; readonly meals: number };

type Verdict = "eat" | "denied";

export const philosophers: Program = (count, rounds) => run(arbitrator, count, rounds);

/** The meals of all philosophers together. */
function* arbitrator(count: number, rounds: number) {
  for (let id = 0; id < count; id++) spawn(philosopher, self<ToArbitrator>(), id, rounds);
  const isTaken = Array.from({ length: count }, () => false);
  let meals = 0;
  for (let left = count; left > 0; ) {
    const message = yield* receive<ToArbitrator>();
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
  return meals;
}

function* philosopher(arbitrator: Pid<ToArbitrator>, id: number, rounds: number) {
  let meals = 0;
  while (meals < rounds) {
    send(arbitrator, { type: "hungry", from: self<Verdict>(), id });
    if ((yield* receive<Verdict>()) === "denied") continue;
    meals += 1;
    send(arbitrator, { type: "done", id });
  }
  send(arbitrator, { type: "exit", meals });
}
