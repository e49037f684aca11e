// Savina 10: producers and consumers with work on each item, and a manager that holds the buffer between them.

import { createActor, fromTransition } from "xstate";
import { processItem } from "../../../../savina/compute.ts";
import { Queue } from "../../../../savina/queue.ts";
import type { Program } from "../../../../serve.ts";
import type { To } from "../to.ts";

interface Item {
  readonly type: "item";
  readonly data: number;
  readonly producer: To<ToProducer>;
}

type ToManager = { readonly type: "start" } | Item | { readonly type: "available"; readonly consumer: To<ToConsumer> } | { readonly type: "ended" };
type ToConsumer = Item | { readonly type: "exit" };
type ToProducer = { readonly type: "produce" };

/** How many items were consumed. */
export const boundedBuffer: Program = (producers, consumers, size, items, cost) =>
  new Promise((resolve) => {
    const limit = size - producers;
    const idleProducers = new Queue<To<ToProducer>>();
    const idleConsumers = new Queue<To<ToConsumer>>();
    const buffer = new Queue<Item>();
    const all: To<ToConsumer>[] = [];
    const manager = fromTransition(
      (state: { readonly ended: number; readonly consumed: number }, event: ToManager, { self }) => {
        let { ended, consumed } = state;
        if (event.type === "start") {
          for (let left = consumers; left > 0; left--) all.push(startConsumer(self, cost));
          for (const consumer of all) idleConsumers.push(consumer);
          for (let left = producers; left > 0; left--) startProducer(self, items, cost).send({ type: "produce" });
        } else if (event.type === "item") {
          const consumer = idleConsumers.shift();
          if (consumer === undefined) buffer.push(event);
          else consumer.send(event);
          if (buffer.size >= limit) idleProducers.push(event.producer);
          else event.producer.send({ type: "produce" });
        } else if (event.type === "available") {
          consumed += 1;
          const item = buffer.shift();
          if (item === undefined) {
            idleConsumers.push(event.consumer);
          } else {
            event.consumer.send(item);
            idleProducers.shift()?.send({ type: "produce" });
          }
        } else {
          ended += 1;
        }
        if (ended === producers && idleConsumers.size === consumers) {
          for (const consumer of all) consumer.send({ type: "exit" });
          resolve(consumed);
        }
        return { ended, consumed };
      },
      { ended: 0, consumed: 0 },
    );
    createActor(manager).start().send({ type: "start" });
  });

function startProducer(manager: To<ToManager>, items: number, cost: number): To<ToProducer> {
  return createActor(
    fromTransition(
      (state: { readonly data: number; readonly left: number }, event: ToProducer, { self }) => {
        // A stop is an event too.
        if (event.type !== "produce") return state;
        if (state.left === 0) {
          manager.send({ type: "ended" });
          self.stop();
          return state;
        }
        const data = processItem(state.data, cost);
        manager.send({ type: "item", data, producer: self });
        return { data, left: state.left - 1 };
      },
      { data: 0, left: items },
    ),
  ).start();
}

function startConsumer(manager: To<ToManager>, cost: number): To<ToConsumer> {
  return createActor(
    fromTransition((consumed: number, event: ToConsumer, { self }) => {
      if (event.type === "exit") self.stop();
      if (event.type !== "item") return consumed;
      const result = processItem(consumed + event.data, cost);
      manager.send({ type: "available", consumer: self });
      return result;
    }, 0),
  ).start();
}
