// Savina 10: producers and consumers with work on each item, and a manager that holds the buffer between them.

import { dispatch, type Ref, spawn, stop } from "nact";
import { processItem } from "../../../../savina/compute.ts";
import { Queue } from "../../../../savina/queue.ts";
import type { Program } from "../../../../serve.ts";
import { inSystem, type System } from "../system.ts";

interface Item {
  readonly type: "item";
  readonly data: number;
  readonly producer: Ref<ToProducer>;
}

type ToManager = Item | { readonly type: "available"; readonly consumer: Ref<ToConsumer> } | { readonly type: "ended" };
type ToConsumer = Item | { readonly type: "exit" };
type ToProducer = "produce";

interface Manager {
  readonly idleProducers: Queue<Ref<ToProducer>>;
  readonly idleConsumers: Queue<Ref<ToConsumer>>;
  readonly buffer: Queue<Item>;
  readonly consumed: number;
  readonly ended: number;
}

interface Producer {
  readonly data: number;
  readonly left: number;
}

/** How many items were consumed. */
export const boundedBuffer: Program = (producers, consumers, size, items, cost) =>
  inSystem<number>((system, resolve) => {
    const idleConsumers = new Queue<Ref<ToConsumer>>();
    const manager = spawnManager(system, size - producers, idleConsumers, ({ consumed, ended }) => {
      if (ended < producers || idleConsumers.size < consumers) return;
      for (const consumer of all) dispatch(consumer, { type: "exit" });
      resolve(consumed);
    });
    const all = Array.from({ length: consumers }, () => spawnConsumer(system, manager, cost));
    for (const consumer of all) idleConsumers.push(consumer);
    for (let left = producers; left > 0; left--) dispatch(spawnProducer(system, manager, items, cost), "produce");
  });

/** A manager that calls `check` with its state whenever something ended or became idle. */
function spawnManager(system: System, limit: number, consumers: Queue<Ref<ToConsumer>>, check: (state: Manager) => void): Ref<ToManager> {
  return spawn(
    system,
    (state: Manager, message: ToManager): Manager => {
      const { idleProducers, idleConsumers, buffer } = state;
      if (message.type === "item") {
        const consumer = idleConsumers.shift();
        if (consumer === undefined) buffer.push(message);
        else dispatch(consumer, message);
        if (buffer.size >= limit) idleProducers.push(message.producer);
        else dispatch(message.producer, "produce");
        return state;
      }
      if (message.type === "available") {
        const next = { ...state, consumed: state.consumed + 1 };
        const item = buffer.shift();
        if (item === undefined) {
          idleConsumers.push(message.consumer);
          check(next);
          return next;
        }
        dispatch(message.consumer, item);
        const producer = idleProducers.shift();
        if (producer !== undefined) dispatch(producer, "produce");
        return next;
      }
      const next = { ...state, ended: state.ended + 1 };
      check(next);
      return next;
    },
    undefined,
    { initialState: { idleProducers: new Queue<Ref<ToProducer>>(), idleConsumers: consumers, buffer: new Queue<Item>(), consumed: 0, ended: 0 } },
  );
}

function spawnProducer(system: System, manager: Ref<ToManager>, items: number, cost: number): Ref<ToProducer> {
  return spawn(
    system,
    (state: Producer, _: ToProducer, { self }): Producer => {
      if (state.left === 0) {
        dispatch(manager, { type: "ended" });
        stop(self);
        return state;
      }
      const data = processItem(state.data, cost);
      dispatch(manager, { type: "item", data, producer: self });
      return { data, left: state.left - 1 };
    },
    undefined,
    { initialState: { data: 0, left: items } },
  );
}

function spawnConsumer(system: System, manager: Ref<ToManager>, cost: number): Ref<ToConsumer> {
  return spawn(
    system,
    (before: number, message: ToConsumer, { self }): number => {
      if (message.type === "exit") {
        stop(self);
        return before;
      }
      const consumed = processItem(before + message.data, cost);
      dispatch(manager, { type: "available", consumer: self });
      return consumed;
    },
    undefined,
    { initialState: 0 },
  );
}
