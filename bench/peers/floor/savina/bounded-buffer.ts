// Savina 10: producers and consumers with work on each item, and a manager that holds the buffer between them.

import { processItem } from "../../../savina/compute.ts";
import { Queue } from "../../../savina/queue.ts";
import type { Program } from "../../../serve.ts";
import { type Process, run, send, spawn } from "../scheduler.ts";

interface Item {
  readonly type: "item";
  readonly data: number;
  readonly producer: Process<ToProducer>;
}

type ToManager = Item | { readonly type: "available"; readonly consumer: Process<ToConsumer> } | { readonly type: "ended" };
type ToConsumer = Item | { readonly type: "exit" };
type ToProducer = "produce";

/** How many items were consumed. */
export const boundedBuffer: Program = async (producers, consumers, size, items, cost) => {
  const limit = size - producers;
  const idleProducers = new Queue<Process<ToProducer>>();
  const idleConsumers = new Queue<Process<ToConsumer>>();
  const buffer = new Queue<Item>();
  let consumed = 0;
  spawn<ToManager>(function* (self) {
    const all = Array.from({ length: consumers }, () => spawn<ToConsumer>((process) => consumer(process, self, cost)));
    for (const process of all) idleConsumers.push(process);
    for (let left = producers; left > 0; left--) send(spawn<ToProducer>((process) => producer(process, self, items, cost)), "produce");
    for (let ended = 0; ended < producers || idleConsumers.size < consumers; ) {
      if (self.mailbox.size === 0) yield;
      const message = self.mailbox.take();
      if (message.type === "item") {
        const process = idleConsumers.shift();
        if (process === undefined) buffer.push(message);
        else send(process, message);
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
        const process = idleProducers.shift();
        if (process !== undefined) send(process, "produce");
      } else {
        ended += 1;
      }
    }
    for (const process of all) send(process, { type: "exit" });
  });
  run();
  return consumed;
};

function* producer(self: Process<ToProducer>, manager: Process<ToManager>, items: number, cost: number): Generator<void, void, void> {
  let data = 0;
  for (let left = items; left > 0; left--) {
    if (self.mailbox.size === 0) yield;
    self.mailbox.take();
    data = processItem(data, cost);
    send(manager, { type: "item", data, producer: self });
  }
  if (self.mailbox.size === 0) yield;
  self.mailbox.take();
  send(manager, { type: "ended" });
}

function* consumer(self: Process<ToConsumer>, manager: Process<ToManager>, cost: number): Generator<void, void, void> {
  let consumed = 0;
  for (;;) {
    if (self.mailbox.size === 0) yield;
    const message = self.mailbox.take();
    if (message.type === "exit") return;
    consumed = processItem(consumed + message.data, cost);
    send(manager, { type: "available", consumer: self });
  }
}
