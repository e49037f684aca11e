// Savina 8: workers read and write a map that one fiber holds. The answer is how many keys it has in the end.

import { Deferred, Effect, Queue } from "effect";
import { type DictionaryRequest, dictionaryRequest, numbersOf } from "../../../../savina/requests.ts";
import type { Program } from "../../../../serve.ts";

type ToDictionary = (DictionaryRequest | { readonly type: "end" }) & { readonly reply: Deferred.Deferred<number> };

export const dictionary: Program = (workers, requests, writePercent) => Effect.runPromise(main(workers, requests, writePercent));

const main = Effect.fnUntraced(function* (workers: number, requests: number, writePercent: number) {
  const own = yield* Queue.unbounded<"done">();
  const mailbox = yield* Queue.unbounded<ToDictionary>();
  yield* Effect.forkChild(holder(mailbox));
  for (let id = 0; id < workers; id++) yield* Effect.forkChild(worker(mailbox, own, id, requests, writePercent));
  for (let left = workers; left > 0; left--) yield* Queue.take(own);
  const reply = yield* Deferred.make<number>();
  yield* Queue.offer(mailbox, { type: "end", reply });
  return yield* Deferred.await(reply);
});

const worker = Effect.fnUntraced(function* (
  dictionary: Queue.Queue<ToDictionary>,
  main: Queue.Queue<"done">,
  id: number,
  requests: number,
  writePercent: number,
) {
  const random = numbersOf(id, requests, writePercent);
  for (let left = requests; left > 0; left--) {
    const { type, key, value } = dictionaryRequest(random, writePercent);
    const reply = yield* Deferred.make<number>();
    yield* Queue.offer(dictionary, { type, key, value, reply });
    yield* Deferred.await(reply);
  }
  yield* Queue.offer(main, "done");
});

const holder = Effect.fnUntraced(function* (own: Queue.Queue<ToDictionary>) {
  const map = new Map<number, number>();
  for (;;) {
    const message = yield* Queue.take(own);
    if (message.type === "end") return yield* Deferred.succeed(message.reply, map.size);
    if (message.type === "write") map.set(message.key, message.value);
    yield* Deferred.succeed(message.reply, map.get(message.key) ?? 0);
  }
});
