// Savina 10: producers and consumers with work on each item, and a manager that holds the buffer between them.

"use beamlet";

import { type Pid, receive, run, self, send, spawn } from "beamlet";
import { processItem } from "../../../savina/compute.ts";
import { Queue } from "../../../savina/queue.ts";
import type { Program } from "../../../serve.ts";

interface Item {
  readonly type: "item";
  readonly data: number;
  readonly producer: Pid<ToProducer>;
}

type ToManager = Item | { readonly type: "available"; readonly consumer: Pid<ToConsumer> } | { readonly type: "ended" };
type ToConsumer = Item | { readonly type: "exit" };
type ToProducer = "produce";

export const boundedBuffer: Program = (producers, consumers, size, items, cost) => run(manager, producers, consumers, size, items, cost);

/** How many items were consumed. */
function* manager(producers: number, consumers: number, size: number, items: number, cost: number) {
  const limit = size - producers;
  const idleProducers = new Queue<Pid<ToProducer>>();
  const idleConsumers = new Queue<Pid<ToConsumer>>();
  const buffer = new Queue<Item>();
  let consumed = 0;
  const all = Array.from({ length: consumers }, () => spawn(consumer, self<ToManager>(), cost));
  for (const pid of all) idleConsumers.push(pid);
  for (let left = producers; left > 0; left--) send(spawn(producer, self<ToManager>(), items, cost), "produce");
  for (let ended = 0; ended < producers || idleConsumers.size < consumers; ) {
    const message = yield* receive<ToManager>();
    if (message.type === "item") {
      const pid = idleConsumers.shift();
      if (pid === undefined) buffer.push(message);
      else send(pid, message);
      if (buffer.size >= limit) idleProducers.push(message.producer);
      else send(message.producer, "produce");
    } else if (message.type === "available") {
      consumed += 1;
      const item = buffer.shift();
      if (item === undefined) {
        idleConsumers.push(message.consumer);
        continue;
      }
      send(message.consumer, item);
      const pid = idleProducers.shift();
      if (pid !== undefined) send(pid, "produce");
    } else {
      ended += 1;
    }
  }
  for (const pid of all) send(pid, { type: "exit" });
  return consumed;
}

function* producer(manager: Pid<ToManager>, items: number, cost: number) {
  let data = 0;
  for (let left = items; left > 0; left--) {
    yield* receive<ToProducer>();
    data = processItem(data, cost);
    send(manager, { type: "item", data, producer: self<ToProducer>() });
  }
  yield* receive<ToProducer>();
  send(manager, { type: "ended" });
}

function* consumer(manager: Pid<ToManager>, cost: number) {
  let consumed = 0;
  for (let message = yield* receive<ToConsumer>(); message.type === "item"; message = yield* receive<ToConsumer>()) {
    consumed = processItem(consumed + message.data, cost);
    send(manager, { type: "available", consumer: self<ToConsumer>() });
  }
}
