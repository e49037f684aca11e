// Savina 11: philosophers ask an arbitrator for both forks, and ask again at once when they are denied.

import { Deferred, Effect, Queue } from "effect";
import type { Program } from "../../../../serve.ts";

type ToArbitrator =
  | { readonly type: "hungry"; readonly reply: Deferred.Deferred<Verdict>; readonly id: number }
  | { readonly type: "done"; readonly id: number }
  | { readonly type: "exit"; readonly meals: number };

type Verdict = "eat" | "denied";

export const philosophers: Program = (count, rounds) => Effect.runPromise(arbitrator(count, rounds));

/** The meals of all philosophers together. */
const arbitrator = Effect.fnUntraced(function* (count: number, rounds: number) {
  const own = yield* Queue.unbounded<ToArbitrator>();
  for (let id = 0; id < count; id++) yield* Effect.forkChild(philosopher(own, id, rounds));
  const isTaken = Array.from({ length: count }, () => false);
  let meals = 0;
  for (let left = count; left > 0; ) {
    const message = yield* Queue.take(own);
    if (message.type === "hungry") {
      const right = (message.id + 1) % count;
      const isDenied = isTaken[message.id] === true || isTaken[right] === true;
      if (!isDenied) isTaken[message.id] = isTaken[right] = true;
      yield* Deferred.succeed(message.reply, isDenied ? "denied" : "eat");
    } else if (message.type === "done") {
      isTaken[message.id] = isTaken[(message.id + 1) % count] = false;
    } else {
      meals += message.meals;
      left -= 1;
    }
  }
  return meals;
});

const philosopher = Effect.fnUntraced(function* (arbitrator: Queue.Queue<ToArbitrator>, id: number, rounds: number) {
  let meals = 0;
  while (meals < rounds) {
    const reply = yield* Deferred.make<Verdict>();
    yield* Queue.offer(arbitrator, { type: "hungry", reply, id });
    if ((yield* Deferred.await(reply)) === "denied") continue;
    meals += 1;
    yield* Queue.offer(arbitrator, { type: "done", id });
  }
  yield* Queue.offer(arbitrator, { type: "exit", meals });
});
