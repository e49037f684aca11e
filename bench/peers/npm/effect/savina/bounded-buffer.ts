// Savina 10: producers and consumers with work on each item, and a manager that holds the buffer between them.

import { Effect, Queue } from "effect";
import { processItem } from "../../../../savina/compute.ts";
import { Queue as Buffer } from "../../../../savina/queue.ts";
import type { Program } from "../../../../serve.ts";

interface Item {
  readonly type: "item";
  readonly data: number;
  readonly producer: Queue.Queue<ToProducer>;
}

type ToManager = Item | { readonly type: "available"; readonly consumer: Queue.Queue<ToConsumer> } | { readonly type: "ended" };
type ToConsumer = Item | { readonly type: "exit" };
type ToProducer = "produce";

export const boundedBuffer: Program = (producers, consumers, size, items, cost) =>
  Effect.runPromise(manager(producers, consumers, size, items, cost));

/** How many items were consumed. */
const manager = Effect.fnUntraced(function* (producers: number, consumers: number, size: number, items: number, cost: number) {
  const own = yield* Queue.unbounded<ToManager>();
  const limit = size - producers;
  const idleProducers = new Buffer<Queue.Queue<ToProducer>>();
  const idleConsumers = new Buffer<Queue.Queue<ToConsumer>>();
  const buffer = new Buffer<Item>();
  let consumed = 0;
  const all: Queue.Queue<ToConsumer>[] = [];
  for (let left = consumers; left > 0; left--) {
    const mailbox = yield* Queue.unbounded<ToConsumer>();
    yield* Effect.forkChild(consumer(mailbox, own, cost));
    all.push(mailbox);
    idleConsumers.push(mailbox);
  }
  for (let left = producers; left > 0; left--) {
    const mailbox = yield* Queue.unbounded<ToProducer>();
    yield* Effect.forkChild(producer(mailbox, own, items, cost));
    yield* Queue.offer(mailbox, "produce");
  }
  for (let ended = 0; ended < producers || idleConsumers.size < consumers; ) {
    const message = yield* Queue.take(own);
    if (message.type === "item") {
      const mailbox = idleConsumers.shift();
      if (mailbox === undefined) buffer.push(message);
      else yield* Queue.offer(mailbox, message);
      if (buffer.size >= limit) idleProducers.push(message.producer);
      else yield* Queue.offer(message.producer, "produce");
    } else if (message.type === "available") {
      consumed += 1;
      const item = buffer.shift();
      if (item === undefined) {
        idleConsumers.push(message.consumer);
        continue;
      }
      yield* Queue.offer(message.consumer, item);
      const mailbox = idleProducers.shift();
      if (mailbox !== undefined) yield* Queue.offer(mailbox, "produce");
    } else {
      ended += 1;
    }
  }
  for (const mailbox of all) yield* Queue.offer(mailbox, { type: "exit" });
  return consumed;
});

const producer = Effect.fnUntraced(function* (own: Queue.Queue<ToProducer>, manager: Queue.Queue<ToManager>, items: number, cost: number) {
  let data = 0;
  for (let left = items; left > 0; left--) {
    yield* Queue.take(own);
    data = processItem(data, cost);
    yield* Queue.offer(manager, { type: "item", data, producer: own });
  }
  yield* Queue.take(own);
  yield* Queue.offer(manager, { type: "ended" });
});

const consumer = Effect.fnUntraced(function* (own: Queue.Queue<ToConsumer>, manager: Queue.Queue<ToManager>, cost: number) {
  let consumed = 0;
  for (let message = yield* Queue.take(own); message.type === "item"; message = yield* Queue.take(own)) {
    consumed = processItem(consumed + message.data, cost);
    yield* Queue.offer(manager, { type: "available", consumer: own });
  }
});
