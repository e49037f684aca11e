// Savina 2: a producer sends increments without waiting, then asks for the count.

import { Deferred, Effect, Queue } from "effect";
import type { Program } from "../../../../serve.ts";

type ToCounter = { readonly type: "increment" } | { readonly type: "retrieve"; readonly reply: Deferred.Deferred<number> };

export const counting: Program = (increments) => Effect.runPromise(producer(increments));

const producer = Effect.fnUntraced(function* (increments: number) {
  const mailbox = yield* Queue.unbounded<ToCounter>();
  yield* Effect.forkChild(counter(mailbox));
  for (let left = increments; left > 0; left--) yield* Queue.offer(mailbox, { type: "increment" });
  const reply = yield* Deferred.make<number>();
  yield* Queue.offer(mailbox, { type: "retrieve", reply });
  return yield* Deferred.await(reply);
});

const counter = Effect.fnUntraced(function* (own: Queue.Queue<ToCounter>) {
  let count = 0;
  let message = yield* Queue.take(own);
  for (; message.type === "increment"; message = yield* Queue.take(own)) count += 1;
  yield* Deferred.succeed(message.reply, count);
});
