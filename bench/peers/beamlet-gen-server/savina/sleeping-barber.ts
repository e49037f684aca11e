// Savina 12 with servers as the waiting room and the barber, which cast to each other.

import { GenServer, type Pid, receive, run, self, send, spawn } from "beamlet";
import { Queue } from "../../../savina/queue.ts";
import { busyWait, Random } from "../../../savina/random.ts";
import type { Program } from "../../../serve.ts";

type ToRoom = { readonly type: "enter"; readonly customer: Pid<ToCustomer> } | { readonly type: "next" };
type ToBarber = { readonly type: "enter"; readonly customer: Pid<ToCustomer>; readonly room: Pid } | { readonly type: "wait" };
type ToCustomer = "full" | "wait" | "start" | "done";
type ToFactory = { readonly type: "returned"; readonly customer: Pid<ToCustomer> } | { readonly type: "done" };

interface State {
  readonly seats: number;
  readonly barber: Pid;
  readonly waiting: Queue<Pid<ToCustomer>>;
  isBarberAsleep: boolean;
}

const seed = 74_755;

const Room = GenServer.define({
  init: ({ seats, barber }: { readonly seats: number; readonly barber: Pid }) => ({
    state: { seats, barber, waiting: new Queue<Pid<ToCustomer>>(), isBarberAsleep: true },
  }),
  handleCast(message: ToRoom, state: State) {
    const { seats, barber, waiting } = state;
    if (message.type === "next") {
      const next = waiting.shift();
      state.isBarberAsleep = next === undefined;
      GenServer.cast(barber, next === undefined ? { type: "wait" } : { type: "enter", customer: next, room: self() });
    } else if (waiting.size === seats) {
      send(message.customer, "full");
    } else {
      waiting.push(message.customer);
      if (state.isBarberAsleep) GenServer.cast(self(), { type: "next" });
      else send(message.customer, "wait");
      state.isBarberAsleep = false;
    }
    return { state };
  },
});

interface Barber {
  readonly random: Random;
  readonly haircutRate: number;
}

const Barber = GenServer.define({
  init: (haircutRate: number) => ({ state: { random: new Random(seed), haircutRate } }),
  handleCast(message: ToBarber, state: Barber) {
    if (message.type === "wait") return { state };
    send(message.customer, "start");
    busyWait(state.random.next(state.haircutRate) + 10);
    send(message.customer, "done");
    GenServer.cast(message.room, { type: "next" });
    return { state };
  },
});

export const sleepingBarber: Program = (haircuts, seats, productionRate, haircutRate) => run(factory, haircuts, seats, productionRate, haircutRate);

function* factory(haircuts: number, seats: number, productionRate: number, haircutRate: number) {
  const random = new Random(seed);
  const barber = yield* GenServer.startLink(Barber, haircutRate);
  const room = yield* GenServer.startLink(Room, { seats, barber });
  for (let left = haircuts; left > 0; left--) {
    GenServer.cast(room, { type: "enter", customer: spawn(customer, self<ToFactory>()) });
    busyWait(random.next(productionRate) + 10);
  }
  let done = 0;
  while (done < haircuts) {
    const message = yield* receive<ToFactory>();
    if (message.type === "done") done += 1;
    else GenServer.cast(room, { type: "enter", customer: message.customer });
  }
  return done;
}

function* customer(factory: Pid<ToFactory>) {
  for (let message = yield* receive<ToCustomer>(); message !== "done"; message = yield* receive<ToCustomer>()) {
    if (message === "full") send(factory, { type: "returned", customer: self<ToCustomer>() });
  }
  send(factory, { type: "done" });
}
