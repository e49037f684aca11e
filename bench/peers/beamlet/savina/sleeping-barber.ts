// Savina 12: customers enter a waiting room, and come back at once when it is full; a barber takes them one by one.

"use beamlet";

import { type Pid, receive, run, self, send, spawn } from "beamlet";
import { Queue } from "../../../savina/queue.ts";
import { busyWait, Random } from "../../../savina/random.ts";
import type { Program } from "../../../serve.ts";

type ToRoom = { readonly type: "enter"; readonly customer: Pid<ToCustomer> } | { readonly type: "next" } | { readonly type: "exit" };
type ToBarber = { readonly type: "enter"; readonly customer: Pid<ToCustomer>; readonly room: Pid<ToRoom> } | { readonly type: "wait" } | { readonly type: "exit" };
type ToCustomer = "full" | "wait" | "start" | "done";
type ToFactory = { readonly type: "returned"; readonly customer: Pid<ToCustomer> } | { readonly type: "done" };

const seed = 74_755;

export const sleepingBarber: Program = (haircuts, seats, productionRate, haircutRate) => run(factory, haircuts, seats, productionRate, haircutRate);

function* factory(haircuts: number, seats: number, productionRate: number, haircutRate: number) {
  const random = new Random(seed);
  const pid = spawn(room, seats, spawn(barber, haircutRate));
  for (let left = haircuts; left > 0; left--) {
    send(pid, { type: "enter", customer: spawn(customer, self<ToFactory>()) });
    busyWait(random.next(productionRate) + 10);
  }
  let done = 0;
  while (done < haircuts) {
    const message = yield* receive<ToFactory>();
    if (message.type === "done") done += 1;
    else send(pid, { type: "enter", customer: message.customer });
  }
  send(pid, { type: "exit" });
  return done;
}

function* room(seats: number, barber: Pid<ToBarber>) {
  const waiting = new Queue<Pid<ToCustomer>>();
  let isBarberAsleep = true;
  for (;;) {
    const message = yield* receive<ToRoom>();
    if (message.type === "enter") {
      if (waiting.size === seats) {
        send(message.customer, "full");
        continue;
      }
      waiting.push(message.customer);
      if (isBarberAsleep) {
        isBarberAsleep = false;
        send(self<ToRoom>(), { type: "next" });
      } else {
        send(message.customer, "wait");
      }
    } else if (message.type === "next") {
      const next = waiting.shift();
      isBarberAsleep = next === undefined;
      send(barber, next === undefined ? { type: "wait" } : { type: "enter", customer: next, room: self<ToRoom>() });
    } else {
      return send(barber, { type: "exit" });
    }
  }
}

function* barber(haircutRate: number) {
  const random = new Random(seed);
  for (let message = yield* receive<ToBarber>(); message.type !== "exit"; message = yield* receive<ToBarber>()) {
    if (message.type === "wait") continue;
    send(message.customer, "start");
    busyWait(random.next(haircutRate) + 10);
    send(message.customer, "done");
    send(message.room, { type: "next" });
  }
}

function* customer(factory: Pid<ToFactory>) {
  for (let message = yield* receive<ToCustomer>(); message !== "done"; message = yield* receive<ToCustomer>()) {
    if (message === "full") send(factory, { type: "returned", customer: self<ToCustomer>() });
  }
  send(factory, { type: "done" });
}
