// Savina 12: customers enter a waiting room, and come back at once when it is full; a barber takes them one by one. Customers have
// names of their own, as in spawn.

import { dispatch, type Ref, spawn, spawnStateless, stop } from "nact";
import { Queue } from "../../../../savina/queue.ts";
import { busyWait, Random } from "../../../../savina/random.ts";
import type { Program } from "../../../../serve.ts";
import { inSystem, type System } from "../system.ts";

type ToRoom = { readonly type: "enter"; readonly customer: Ref<ToCustomer> } | { readonly type: "next" } | { readonly type: "exit" };
type ToBarber =
  | { readonly type: "enter"; readonly customer: Ref<ToCustomer>; readonly room: Ref<ToRoom> }
  | { readonly type: "wait" }
  | { readonly type: "exit" };
type ToCustomer = "full" | "wait" | "start" | "done";
type ToFactory = { readonly type: "start" } | { readonly type: "returned"; readonly customer: Ref<ToCustomer> } | { readonly type: "done" };

interface Room {
  readonly waiting: Queue<Ref<ToCustomer>>;
  readonly isBarberAsleep: boolean;
}

const seed = 74_755;

export const sleepingBarber: Program = (haircuts, seats, productionRate, haircutRate) =>
  inSystem<number>((system, resolve) => {
    const random = new Random(seed);
    const room = spawnRoom(system, seats, spawnBarber(system, haircutRate));
    const factory = spawn(
      system,
      (before: number, message: ToFactory, { self }): number => {
        if (message.type === "start") {
          for (let left = haircuts; left > 0; left--) {
            dispatch(room, { type: "enter", customer: spawnCustomer(system, self, left) });
            busyWait(random.next(productionRate) + 10);
          }
          return before;
        }
        if (message.type === "returned") {
          dispatch(room, { type: "enter", customer: message.customer });
          return before;
        }
        const done = before + 1;
        if (done === haircuts) {
          dispatch(room, { type: "exit" });
          resolve(done);
        }
        return done;
      },
      undefined,
      { initialState: 0 },
    );
    dispatch(factory, { type: "start" });
  });

function spawnRoom(system: System, seats: number, barber: Ref<ToBarber>): Ref<ToRoom> {
  return spawn(
    system,
    (state: Room, message: ToRoom, { self }): Room => {
      const { waiting, isBarberAsleep } = state;
      if (message.type === "enter") {
        if (waiting.size === seats) {
          dispatch(message.customer, "full");
          return state;
        }
        waiting.push(message.customer);
        if (isBarberAsleep) dispatch(self, { type: "next" });
        else dispatch(message.customer, "wait");
        return { waiting, isBarberAsleep: false };
      }
      if (message.type === "next") {
        const next = waiting.shift();
        dispatch(barber, next === undefined ? { type: "wait" } : { type: "enter", customer: next, room: self });
        return { waiting, isBarberAsleep: next === undefined };
      }
      dispatch(barber, { type: "exit" });
      stop(self);
      return state;
    },
    undefined,
    { initialState: { waiting: new Queue<Ref<ToCustomer>>(), isBarberAsleep: true } },
  );
}

function spawnBarber(system: System, haircutRate: number): Ref<ToBarber> {
  const random = new Random(seed);
  return spawnStateless(system, (message: ToBarber, { self }) => {
    if (message.type === "exit") return stop(self);
    if (message.type === "wait") return;
    dispatch(message.customer, "start");
    busyWait(random.next(haircutRate) + 10);
    dispatch(message.customer, "done");
    dispatch(message.room, { type: "next" });
  });
}

function spawnCustomer(system: System, factory: Ref<ToFactory>, ordinal: number): Ref<ToCustomer> {
  return spawnStateless(
    system,
    (message: ToCustomer, { self }) => {
      if (message === "full") dispatch(factory, { type: "returned", customer: self });
      if (message !== "done") return;
      dispatch(factory, { type: "done" });
      stop(self);
    },
    `customer-${ordinal}`,
  );
}
