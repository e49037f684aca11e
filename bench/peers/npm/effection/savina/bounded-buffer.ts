// Savina 10: producers and consumers with work on each item, and a manager that holds the buffer between them.

import { createQueue, type Operation, run, spawn } from "effection";
import { processItem } from "../../../../savina/compute.ts";
import { Queue } from "../../../../savina/queue.ts";
import type { Program } from "../../../../serve.ts";
import { type Mailbox, take } from "../mailbox.ts";

interface Item {
  readonly type: "item";
  readonly data: number;
  readonly producer: Mailbox<ToProducer>;
}

type ToManager = Item | { readonly type: "available"; readonly consumer: Mailbox<ToConsumer> } | { readonly type: "ended" };
type ToConsumer = Item | { readonly type: "exit" };
type ToProducer = "produce";

export const boundedBuffer: Program = async (producers, consumers, size, items, cost) => run(() => manager(producers, consumers, size, items, cost));

/** How many items were consumed. */
function* manager(producers: number, consumers: number, size: number, items: number, cost: number): Operation<number> {
  const own = createQueue<ToManager, never>();
  const limit = size - producers;
  const idleProducers = new Queue<Mailbox<ToProducer>>();
  const idleConsumers = new Queue<Mailbox<ToConsumer>>();
  const buffer = new Queue<Item>();
  let consumed = 0;
  const all = Array.from({ length: consumers }, () => createQueue<ToConsumer, never>());
  for (const mailbox of all) {
    yield* spawn(() => consumer(mailbox, own, cost));
    idleConsumers.push(mailbox);
  }
  for (let left = producers; left > 0; left--) {
    const mailbox = createQueue<ToProducer, never>();
    yield* spawn(() => producer(mailbox, own, items, cost));
    mailbox.add("produce");
  }
  for (let ended = 0; ended < producers || idleConsumers.size < consumers; ) {
    const message = yield* take(own);
    if (message.type === "item") {
      const mailbox = idleConsumers.shift();
      if (mailbox === undefined) buffer.push(message);
      else mailbox.add(message);
      if (buffer.size >= limit) idleProducers.push(message.producer);
      else message.producer.add("produce");
    } else if (message.type === "available") {
      consumed += 1;
      const item = buffer.shift();
      if (item === undefined) {
        idleConsumers.push(message.consumer);
        continue;
      }
      message.consumer.add(item);
      idleProducers.shift()?.add("produce");
    } else {
      ended += 1;
    }
  }
  for (const mailbox of all) mailbox.add({ type: "exit" });
  return consumed;
}

function* producer(own: Mailbox<ToProducer>, manager: Mailbox<ToManager>, items: number, cost: number): Operation<void> {
  let data = 0;
  for (let left = items; left > 0; left--) {
    yield* take(own);
    data = processItem(data, cost);
    manager.add({ type: "item", data, producer: own });
  }
  yield* take(own);
  manager.add({ type: "ended" });
}

function* consumer(own: Mailbox<ToConsumer>, manager: Mailbox<ToManager>, cost: number): Operation<void> {
  let consumed = 0;
  for (let message = yield* take(own); message.type === "item"; message = yield* take(own)) {
    consumed = processItem(consumed + message.data, cost);
    manager.add({ type: "available", consumer: own });
  }
}
