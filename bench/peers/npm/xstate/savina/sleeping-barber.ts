// Savina 12: customers enter a waiting room, and come back at once when it is full; a barber takes them one by one.

import { createActor, fromTransition } from "xstate";
import { Queue } from "../../../../savina/queue.ts";
import { busyWait, Random } from "../../../../savina/random.ts";
import type { Program } from "../../../../serve.ts";
import type { To } from "../to.ts";

type ToRoom = { readonly type: "enter"; readonly customer: To<ToCustomer> } | { readonly type: "next" } | { readonly type: "exit" };
type ToBarber = { readonly type: "enter"; readonly customer: To<ToCustomer>; readonly room: To<ToRoom> } | { readonly type: "wait" } | { readonly type: "exit" };
type ToCustomer = { readonly type: "full" } | { readonly type: "wait" } | { readonly type: "start" } | { readonly type: "done" };
type ToFactory = { readonly type: "start" } | { readonly type: "returned"; readonly customer: To<ToCustomer> } | { readonly type: "done" };

const seed = 74_755;

export const sleepingBarber: Program = (haircuts, seats, productionRate, haircutRate) =>
  new Promise((resolve) => {
    const room = startRoom(seats, startBarber(haircutRate));
    const random = new Random(seed);
    const factory = fromTransition((before: number, event: ToFactory, { self }) => {
      if (event.type === "start") {
        for (let left = haircuts; left > 0; left--) {
          room.send({ type: "enter", customer: startCustomer(self) });
          busyWait(random.next(productionRate) + 10);
        }
        return before;
      }
      if (event.type === "returned") {
        room.send({ type: "enter", customer: event.customer });
        return before;
      }
      const done = before + 1;
      if (done === haircuts) {
        room.send({ type: "exit" });
        resolve(done);
      }
      return done;
    }, 0);
    createActor(factory).start().send({ type: "start" });
  });

function startRoom(seats: number, barber: To<ToBarber>): To<ToRoom> {
  const waiting = new Queue<To<ToCustomer>>();
  return createActor(
    fromTransition((isBarberAsleep: boolean, event: ToRoom, { self }) => {
      if (event.type === "enter") {
        if (waiting.size === seats) {
          event.customer.send({ type: "full" });
          return isBarberAsleep;
        }
        waiting.push(event.customer);
        if (isBarberAsleep) self.send({ type: "next" });
        else event.customer.send({ type: "wait" });
        return false;
      }
      if (event.type === "next") {
        const customer = waiting.shift();
        barber.send(customer === undefined ? { type: "wait" } : { type: "enter", customer, room: self });
        return customer === undefined;
      }
      if (event.type === "exit") {
        barber.send({ type: "exit" });
        self.stop();
      }
      return isBarberAsleep;
    }, true),
  ).start();
}

function startBarber(haircutRate: number): To<ToBarber> {
  const random = new Random(seed);
  return createActor(
    fromTransition((state: undefined, event: ToBarber, { self }) => {
      if (event.type === "enter") {
        event.customer.send({ type: "start" });
        busyWait(random.next(haircutRate) + 10);
        event.customer.send({ type: "done" });
        event.room.send({ type: "next" });
      } else if (event.type === "exit") {
        self.stop();
      }
      return state;
    }, undefined),
  ).start();
}

function startCustomer(factory: To<ToFactory>): To<ToCustomer> {
  return createActor(
    fromTransition((state: undefined, event: ToCustomer, { self }) => {
      if (event.type === "full") {
        factory.send({ type: "returned", customer: self });
      } else if (event.type === "done") {
        factory.send({ type: "done" });
        self.stop();
      }
      return state;
    }, undefined),
  ).start();
}
