// Savina 10 with a server as the manager: it is called with an item and for one, and replies once there is room or an item.

import { GenServer, type Pid, receive, run, self, send, spawn } from "beamlet";
import { processItem } from "../../../savina/compute.ts";
import { Queue } from "../../../savina/queue.ts";
import type { Program } from "../../../serve.ts";

type Request = { readonly type: "put"; readonly data: number } | { readonly type: "take" };

interface State {
  readonly limit: number;
  readonly buffer: Queue<number>;
  readonly idleProducers: Queue<GenServer.From>;
  readonly idleConsumers: Queue<GenServer.From>;
  /** Producers that have not ended. */
  producers: number;
}

const Manager = GenServer.define({
  init: ({ producers, size }: { readonly producers: number; readonly size: number }) => ({
    state: {
      limit: size - producers,
      buffer: new Queue<number>(),
      idleProducers: new Queue<GenServer.From>(),
      idleConsumers: new Queue<GenServer.From>(),
      producers,
    },
  }),
  handleCall(request: Request, from, state: State) {
    const { limit, buffer, idleProducers, idleConsumers } = state;
    if (request.type === "put") {
      const consumer = idleConsumers.shift();
      if (consumer === undefined) buffer.push(request.data);
      else GenServer.reply(consumer, request.data);
      if (buffer.size < limit) return { reply: "produce", state };
      idleProducers.push(from);
      return { state };
    }
    const item = buffer.shift();
    if (item === undefined) {
      if (state.producers === 0) return { reply: "exit", state };
      idleConsumers.push(from);
      return { state };
    }
    const producer = idleProducers.shift();
    if (producer !== undefined) GenServer.reply(producer, "produce");
    return { reply: item, state };
  },
  handleCast(_message: "ended", state: State) {
    state.producers -= 1;
    if (state.producers > 0) return { state };
    for (let from = state.idleConsumers.shift(); from !== undefined; from = state.idleConsumers.shift()) GenServer.reply(from, "exit");
    return { state };
  },
});

export const boundedBuffer: Program = (producers, consumers, size, items, cost) => run(main, producers, consumers, size, items, cost);

/** How many items were consumed. */
function* main(producers: number, consumers: number, size: number, items: number, cost: number) {
  const manager = yield* GenServer.startLink(Manager, { producers, size });
  for (let left = consumers; left > 0; left--) spawn(consumer, manager, self<number>(), cost);
  for (let left = producers; left > 0; left--) spawn(producer, manager, items, cost);
  let consumed = 0;
  for (let left = consumers; left > 0; left--) consumed += yield* receive<number>();
  return consumed;
}

function* producer(manager: Pid, items: number, cost: number) {
  let data = 0;
  for (let left = items; left > 0; left--) {
    data = processItem(data, cost);
    yield* GenServer.call(manager, { type: "put", data }, Infinity);
  }
  GenServer.cast(manager, "ended");
}

function* consumer(manager: Pid, main: Pid<number>, cost: number) {
  let consumed = 0;
  let result = 0;
  for (;;) {
    const item = yield* GenServer.call(manager, { type: "take" }, Infinity);
    if (typeof item !== "number") return send(main, consumed);
    result = processItem(result + item, cost);
    consumed += 1;
  }
}
