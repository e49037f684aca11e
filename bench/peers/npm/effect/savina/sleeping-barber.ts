// Savina 12: customers enter a waiting room, and come back at once when it is full; a barber takes them one by one.

import { Effect, Queue } from "effect";
import { Queue as Line } from "../../../../savina/queue.ts";
import { busyWait, Random } from "../../../../savina/random.ts";
import type { Program } from "../../../../serve.ts";

type ToRoom = { readonly type: "enter"; readonly customer: Queue.Queue<ToCustomer> } | { readonly type: "next" } | { readonly type: "exit" };
type ToBarber =
  | { readonly type: "enter"; readonly customer: Queue.Queue<ToCustomer>; readonly room: Queue.Queue<ToRoom> }
  | { readonly type: "wait" }
  | { readonly type: "exit" };
type ToCustomer = "full" | "wait" | "start" | "done";
type ToFactory = { readonly type: "returned"; readonly customer: Queue.Queue<ToCustomer> } | { readonly type: "done" };

const seed = 74_755;

export const sleepingBarber: Program = (haircuts, seats, productionRate, haircutRate) =>
  Effect.runPromise(factory(haircuts, seats, productionRate, haircutRate));

const factory = Effect.fnUntraced(function* (haircuts: number, seats: number, productionRate: number, haircutRate: number) {
  const own = yield* Queue.unbounded<ToFactory>();
  const toBarber = yield* Queue.unbounded<ToBarber>();
  const toRoom = yield* Queue.unbounded<ToRoom>();
  yield* Effect.forkChild(barber(toBarber, haircutRate));
  yield* Effect.forkChild(room(toRoom, seats, toBarber));
  const random = new Random(seed);
  for (let left = haircuts; left > 0; left--) {
    const toCustomer = yield* Queue.unbounded<ToCustomer>();
    yield* Effect.forkChild(customer(toCustomer, own));
    yield* Queue.offer(toRoom, { type: "enter", customer: toCustomer });
    busyWait(random.next(productionRate) + 10);
  }
  let done = 0;
  while (done < haircuts) {
    const message = yield* Queue.take(own);
    if (message.type === "done") done += 1;
    else yield* Queue.offer(toRoom, { type: "enter", customer: message.customer });
  }
  yield* Queue.offer(toRoom, { type: "exit" });
  return done;
});

const room = Effect.fnUntraced(function* (own: Queue.Queue<ToRoom>, seats: number, barber: Queue.Queue<ToBarber>) {
  const waiting = new Line<Queue.Queue<ToCustomer>>();
  let isBarberAsleep = true;
  for (;;) {
    const message = yield* Queue.take(own);
    if (message.type === "enter") {
      if (waiting.size === seats) {
        yield* Queue.offer(message.customer, "full");
        continue;
      }
      waiting.push(message.customer);
      if (isBarberAsleep) {
        isBarberAsleep = false;
        yield* Queue.offer(own, { type: "next" });
      } else {
        yield* Queue.offer(message.customer, "wait");
      }
    } else if (message.type === "next") {
      const next = waiting.shift();
      isBarberAsleep = next === undefined;
      yield* Queue.offer(barber, next === undefined ? { type: "wait" } : { type: "enter", customer: next, room: own });
    } else {
      return yield* Queue.offer(barber, { type: "exit" });
    }
  }
});

const barber = Effect.fnUntraced(function* (own: Queue.Queue<ToBarber>, haircutRate: number) {
  const random = new Random(seed);
  for (let message = yield* Queue.take(own); message.type !== "exit"; message = yield* Queue.take(own)) {
    if (message.type === "wait") continue;
    yield* Queue.offer(message.customer, "start");
    busyWait(random.next(haircutRate) + 10);
    yield* Queue.offer(message.customer, "done");
    yield* Queue.offer(message.room, { type: "next" });
  }
});

const customer = Effect.fnUntraced(function* (own: Queue.Queue<ToCustomer>, factory: Queue.Queue<ToFactory>) {
  for (let message = yield* Queue.take(own); message !== "done"; message = yield* Queue.take(own)) {
    if (message === "full") yield* Queue.offer(factory, { type: "returned", customer: own });
  }
  yield* Queue.offer(factory, { type: "done" });
});
