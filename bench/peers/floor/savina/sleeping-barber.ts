// Savina 12: customers enter a waiting room, and come back at once when it is full; a barber takes them one by one.

import { Queue } from "../../../savina/queue.ts";
import { busyWait, Random } from "../../../savina/random.ts";
import type { Program } from "../../../serve.ts";
import { type Process, run, send, spawn } from "../scheduler.ts";

type ToRoom = { readonly type: "enter"; readonly customer: Process<ToCustomer> } | { readonly type: "next" } | { readonly type: "exit" };
type ToBarber =
  | { readonly type: "enter"; readonly customer: Process<ToCustomer>; readonly room: Process<ToRoom> }
  | { readonly type: "wait" }
  | { readonly type: "exit" };
type ToCustomer = "full" | "wait" | "start" | "done";
type ToFactory = { readonly type: "returned"; readonly customer: Process<ToCustomer> } | { readonly type: "done" };

const seed = 74_755;

export const sleepingBarber: Program = async (haircuts, seats, productionRate, haircutRate) => {
  let done = 0;
  spawn<ToFactory>(function* (self) {
    const random = new Random(seed);
    const barberProcess = spawn<ToBarber>((process) => barber(process, haircutRate));
    const roomProcess = spawn<ToRoom>((process) => room(process, seats, barberProcess));
    for (let left = haircuts; left > 0; left--) {
      send(roomProcess, { type: "enter", customer: spawn<ToCustomer>((process) => customer(process, self)) });
      busyWait(random.next(productionRate) + 10);
    }
    while (done < haircuts) {
      if (self.mailbox.size === 0) yield;
      const message = self.mailbox.take();
      if (message.type === "done") done += 1;
      else send(roomProcess, { type: "enter", customer: message.customer });
    }
    send(roomProcess, { type: "exit" });
  });
  run();
  return done;
};

function* room(self: Process<ToRoom>, seats: number, barber: Process<ToBarber>): Generator<void, void, void> {
  const waiting = new Queue<Process<ToCustomer>>();
  let isBarberAsleep = true;
  for (;;) {
    if (self.mailbox.size === 0) yield;
    const message = self.mailbox.take();
    if (message.type === "enter") {
      if (waiting.size === seats) {
        send(message.customer, "full");
        continue;
      }
      waiting.push(message.customer);
      if (isBarberAsleep) {
        isBarberAsleep = false;
        send(self, { type: "next" });
      } else {
        send(message.customer, "wait");
      }
    } else if (message.type === "next") {
      const next = waiting.shift();
      isBarberAsleep = next === undefined;
      send(barber, next === undefined ? { type: "wait" } : { type: "enter", customer: next, room: self });
    } else {
      return send(barber, { type: "exit" });
    }
  }
}

function* barber(self: Process<ToBarber>, haircutRate: number): Generator<void, void, void> {
  const random = new Random(seed);
  for (;;) {
    if (self.mailbox.size === 0) yield;
    const message = self.mailbox.take();
    if (message.type === "exit") return;
    if (message.type === "wait") continue;
    send(message.customer, "start");
    busyWait(random.next(haircutRate) + 10);
    send(message.customer, "done");
    send(message.room, { type: "next" });
  }
}

function* customer(self: Process<ToCustomer>, factory: Process<ToFactory>): Generator<void, void, void> {
  for (;;) {
    if (self.mailbox.size === 0) yield;
    const message = self.mailbox.take();
    if (message === "done") return send(factory, { type: "done" });
    if (message === "full") send(factory, { type: "returned", customer: self });
  }
}
