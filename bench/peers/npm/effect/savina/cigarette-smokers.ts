// Savina 13: an arbiter wakes a random smoker, which says that it has started and is busy for a while.

import { Effect, Queue } from "effect";
import { busyWait, Random } from "../../../../savina/random.ts";
import type { Program } from "../../../../serve.ts";

type ToSmoker = { readonly type: "start"; readonly busy: number } | { readonly type: "exit" };

interface Started {
  readonly type: "started";
}

export const cigaretteSmokers: Program = (rounds, smokers) => Effect.runPromise(arbiter(rounds, smokers));

const arbiter = Effect.fnUntraced(function* (rounds: number, smokers: number) {
  const random = new Random(rounds * smokers);
  const own = yield* Queue.unbounded<Started>();
  const mailboxes: Queue.Queue<ToSmoker>[] = [];
  for (let left = smokers; left > 0; left--) {
    const mailbox = yield* Queue.unbounded<ToSmoker>();
    yield* Effect.forkChild(smoker(mailbox, own));
    mailboxes.push(mailbox);
  }
  let started = 0;
  while (started < rounds) {
    const mailbox = mailboxes[random.next(smokers)];
    if (mailbox !== undefined) yield* Queue.offer(mailbox, { type: "start", busy: random.next(1_000) + 10 });
    yield* Queue.take(own);
    started += 1;
  }
  for (const mailbox of mailboxes) yield* Queue.offer(mailbox, { type: "exit" });
  return started;
});

const smoker = Effect.fnUntraced(function* (own: Queue.Queue<ToSmoker>, arbiter: Queue.Queue<Started>) {
  for (let message = yield* Queue.take(own); message.type === "start"; message = yield* Queue.take(own)) {
    yield* Queue.offer(arbiter, { type: "started" });
    busyWait(message.busy);
  }
});
