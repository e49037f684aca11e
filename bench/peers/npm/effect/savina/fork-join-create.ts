// Savina 3: fibers that compute a little at their first message, and end.

import { Effect, Fiber, Queue } from "effect";
import { compute } from "../../../../savina/compute.ts";
import type { Program } from "../../../../serve.ts";

export const forkJoinCreate: Program = (processes) => Effect.runPromise(main(processes));

const main = Effect.fnUntraced(function* (processes: number) {
  let ended = 0;
  const fibers: Fiber.Fiber<void>[] = [];
  for (let left = processes; left > 0; left--) {
    const mailbox = yield* Queue.unbounded<"go">();
    fibers.push(yield* Effect.forkChild(worker(mailbox)));
    yield* Queue.offer(mailbox, "go");
  }
  yield* Fiber.awaitAll(fibers);
  return ended;

  function worker(own: Queue.Queue<"go">): Effect.Effect<void> {
    return Effect.map(Queue.take(own), () => {
      ended += compute(37.2);
    });
  }
});
