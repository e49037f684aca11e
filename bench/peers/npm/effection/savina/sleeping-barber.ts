// Savina 12: customers enter a waiting room, and come back at once when it is full; a barber takes them one by one.

import { createQueue, type Operation, run, spawn } from "effection";
import { Queue } from "../../../../savina/queue.ts";
import { busyWait, Random } from "../../../../savina/random.ts";
import type { Program } from "../../../../serve.ts";
import { type Mailbox, take } from "../mailbox.ts";

type ToRoom = { readonly type: "enter"; readonly customer: Mailbox<ToCustomer> } | { readonly type: "next" } | { readonly type: "exit" };
type ToBarber =
  | { readonly type: "enter"; readonly customer: Mailbox<ToCustomer>; readonly room: Mailbox<ToRoom> }
  | { readonly type: "wait" }
  | { readonly type: "exit" };
type ToCustomer = "full" | "wait" | "start" | "done";
type ToFactory = { readonly type: "returned"; readonly customer: Mailbox<ToCustomer> } | { readonly type: "done" };

const seed = 74_755;

export const sleepingBarber: Program = async (haircuts, seats, productionRate, haircutRate) =>
  run(() => factory(haircuts, seats, productionRate, haircutRate));

function* factory(haircuts: number, seats: number, productionRate: number, haircutRate: number): Operation<number> {
  const [own, toRoom, toBarber] = [createQueue<ToFactory, never>(), createQueue<ToRoom, never>(), createQueue<ToBarber, never>()];
  const random = new Random(seed);
  yield* spawn(() => barber(toBarber, haircutRate));
  yield* spawn(() => room(toRoom, seats, toBarber));
  for (let left = haircuts; left > 0; left--) {
    const mailbox = createQueue<ToCustomer, never>();
    yield* spawn(() => customer(mailbox, own));
    toRoom.add({ type: "enter", customer: mailbox });
    busyWait(random.next(productionRate) + 10);
  }
  let done = 0;
  while (done < haircuts) {
    const message = yield* take(own);
    if (message.type === "done") done += 1;
    else toRoom.add({ type: "enter", customer: message.customer });
  }
  toRoom.add({ type: "exit" });
  return done;
}

function* room(own: Mailbox<ToRoom>, seats: number, barber: Mailbox<ToBarber>): Operation<void> {
  const waiting = new Queue<Mailbox<ToCustomer>>();
  let isBarberAsleep = true;
  for (;;) {
    const message = yield* take(own);
    if (message.type === "enter") {
      if (waiting.size === seats) {
        message.customer.add("full");
        continue;
      }
      waiting.push(message.customer);
      if (isBarberAsleep) {
        isBarberAsleep = false;
        own.add({ type: "next" });
      } else {
        message.customer.add("wait");
      }
    } else if (message.type === "next") {
      const next = waiting.shift();
      isBarberAsleep = next === undefined;
      barber.add(next === undefined ? { type: "wait" } : { type: "enter", customer: next, room: own });
    } else {
      return barber.add({ type: "exit" });
    }
  }
}

function* barber(own: Mailbox<ToBarber>, haircutRate: number): Operation<void> {
  const random = new Random(seed);
  for (let message = yield* take(own); message.type !== "exit"; message = yield* take(own)) {
    if (message.type === "wait") continue;
    message.customer.add("start");
    busyWait(random.next(haircutRate) + 10);
    message.customer.add("done");
    message.room.add({ type: "next" });
  }
}

function* customer(own: Mailbox<ToCustomer>, factory: Mailbox<ToFactory>): Operation<void> {
  for (let message = yield* take(own); message !== "done"; message = yield* take(own)) {
    if (message === "full") factory.add({ type: "returned", customer: own });
  }
  factory.add({ type: "done" });
}
