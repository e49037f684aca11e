// Savina 9: workers add to a sorted linked list that one fiber holds, look for values in it, and ask for its size.

import { Deferred, Effect, Queue } from "effect";
import { SortedList } from "../../../../savina/compute.ts";
import { type ListRequest, listRequest, numbersOf } from "../../../../savina/requests.ts";
import type { Program } from "../../../../serve.ts";

interface ToList {
  readonly type: ListRequest["type"];
  readonly value: number;
  readonly reply: Deferred.Deferred<number>;
}

export const sortedList: Program = (workers, requests, writePercent, sizePercent) =>
  Effect.runPromise(main(workers, requests, writePercent, sizePercent));

const main = Effect.fnUntraced(function* (workers: number, requests: number, writePercent: number, sizePercent: number) {
  const own = yield* Queue.unbounded<"done">();
  const mailbox = yield* Queue.unbounded<ToList | "end">();
  yield* Effect.forkChild(holder(mailbox));
  for (let id = 0; id < workers; id++) yield* Effect.forkChild(worker(mailbox, own, id, requests, writePercent, sizePercent));
  for (let left = workers; left > 0; left--) yield* Queue.take(own);
  const reply = yield* Deferred.make<number>();
  yield* Queue.offer(mailbox, { type: "size", value: 0, reply });
  const size = yield* Deferred.await(reply);
  yield* Queue.offer(mailbox, "end");
  return size;
});

const worker = Effect.fnUntraced(function* (
  list: Queue.Queue<ToList | "end">,
  main: Queue.Queue<"done">,
  id: number,
  requests: number,
  writePercent: number,
  sizePercent: number,
) {
  const random = numbersOf(id, requests, writePercent, sizePercent);
  for (let left = requests; left > 0; left--) {
    const { type, value } = listRequest(random, writePercent, sizePercent);
    const reply = yield* Deferred.make<number>();
    yield* Queue.offer(list, { type, value, reply });
    yield* Deferred.await(reply);
  }
  yield* Queue.offer(main, "done");
});

const holder = Effect.fnUntraced(function* (own: Queue.Queue<ToList | "end">) {
  const list = new SortedList();
  for (;;) {
    const message = yield* Queue.take(own);
    if (message === "end") return;
    yield* Deferred.succeed(message.reply, answerOf(list, message));
  }
});

function answerOf(list: SortedList, { type, value }: ToList): number {
  if (type === "size") return list.size;
  if (type === "contains") return list.has(value) ? 1 : 0;
  list.add(value);
  return value;
}
