// Savina 4: messages to all workers in turn, each of which computes a little and tells its count at the last one.

import { Effect, Queue } from "effect";
import { compute } from "../../../../savina/compute.ts";
import type { Program } from "../../../../serve.ts";

export const forkJoinThroughput: Program = (workers, messages) => Effect.runPromise(main(workers, messages));

const main = Effect.fnUntraced(function* (workers: number, messages: number) {
  const own = yield* Queue.unbounded<number>();
  const mailboxes: Queue.Queue<"go">[] = [];
  for (let left = workers; left > 0; left--) {
    const mailbox = yield* Queue.unbounded<"go">();
    yield* Effect.forkChild(worker(mailbox, messages, own));
    mailboxes.push(mailbox);
  }
  for (let left = messages; left > 0; left--) for (const mailbox of mailboxes) yield* Queue.offer(mailbox, "go");
  let sum = 0;
  for (let left = workers; left > 0; left--) sum += yield* Queue.take(own);
  return sum;
});

const worker = Effect.fnUntraced(function* (own: Queue.Queue<"go">, messages: number, main: Queue.Queue<number>) {
  let done = 0;
  for (let left = messages; left > 0; left--) {
    yield* Queue.take(own);
    done += compute(37.2);
  }
  yield* Queue.offer(main, done);
});
