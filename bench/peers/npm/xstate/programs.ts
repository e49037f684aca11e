// xstate, as its documentation has it: actors of transition functions, which send events to the actors they know.
// https://stately.ai/docs/transition-actors

import { createActor, fromCallback, fromTransition } from "xstate";
import { settledMemory } from "../../../memory.ts";
import type { Program } from "../../../serve.ts";
import { bankTransaction } from "./savina/bank-transaction.ts";
import { big } from "./savina/big.ts";
import { boundedBuffer } from "./savina/bounded-buffer.ts";
import { chameneos } from "./savina/chameneos.ts";
import { cigaretteSmokers } from "./savina/cigarette-smokers.ts";
import { counting } from "./savina/counting.ts";
import { dictionary } from "./savina/dictionary.ts";
import { fibonacci } from "./savina/fibonacci.ts";
import { forkJoinCreate } from "./savina/fork-join-create.ts";
import { forkJoinThroughput } from "./savina/fork-join-throughput.ts";
import { logisticMap } from "./savina/logistic-map.ts";
import { philosophers } from "./savina/philosophers.ts";
import { pingPong as savinaPingPong } from "./savina/ping-pong.ts";
import { sieve } from "./savina/sieve.ts";
import { sleepingBarber } from "./savina/sleeping-barber.ts";
import { sortedList } from "./savina/sorted-list.ts";
import { threadRing } from "./savina/thread-ring.ts";
import type { To } from "./to.ts";

type Ping = { readonly type: "ping"; readonly from: To<Pong>; readonly v: number };
type Pong = { readonly type: "pong"; readonly v: number };

const pingPong: Program = (trips) =>
  new Promise((resolve) => {
    const ponger = createActor(
      fromTransition((state: undefined, { from, v }: Ping) => {
        from.send({ type: "pong", v });
        return state;
      }, undefined),
    ).start();
    const pinger = createActor(
      fromTransition((pongs: number, { v }: Pong, { self }) => {
        if (v + 1 === trips) resolve(pongs + 1);
        else ponger.send({ type: "ping", from: self, v: v + 1 });
        return pongs + 1;
      }, 0),
    ).start();
    ponger.send({ type: "ping", from: pinger, v: 0 });
  });

type Hop = { readonly type: "hop"; readonly left: number } | { readonly type: "link"; readonly next: To<Hop> };

const ring: Program = (members, hops) =>
  new Promise((resolve) => {
    type State = { readonly next: To<Hop> | undefined; readonly isLast: boolean };
    const member = (initial: To<Hop> | undefined) =>
      createActor(
        fromTransition(
          (state: State, event: Hop): State => {
            if (event.type === "link") return { ...state, next: event.next };
            if (state.isLast) resolve(event.left);
            else state.next?.send({ type: "hop", left: event.left - 1 });
            return event.left === 0 ? { ...state, isLast: true } : state;
          },
          { next: initial, isLast: false },
        ),
      ).start();
    const first = member(undefined);
    let next: To<Hop> = first;
    for (let others = members - 1; others > 0; others--) next = member(next);
    first.send({ type: "link", next });
    first.send({ type: "hop", left: hops });
  });

const fanIn: Program = (senders, each) =>
  new Promise((resolve) => {
    const receiver = createActor(
      fromTransition(
        ({ sum, left }: { readonly sum: number; readonly left: number }, { n }: { readonly type: "inc"; readonly n: number }) => {
          if (left === 1) resolve(sum + n);
          return { sum: sum + n, left: left - 1 };
        },
        { sum: 0, left: senders * each },
      ),
    ).start();
    for (let left = senders; left > 0; left--) {
      const sender = createActor(
        fromTransition((state: undefined, _: { readonly type: "go" }) => {
          for (let n = each; n > 0; n--) receiver.send({ type: "inc", n });
          return state;
        }, undefined),
      ).start();
      sender.send({ type: "go" });
    }
  });

const spawning: Program = async (processes) => {
  let ended = 0;
  const empty = fromCallback(() => {
    ended += 1;
  });
  for (let left = processes; left > 0; left--) createActor(empty).start().stop();
  return ended;
};

type ToNode = { readonly type: "start" } | { readonly type: "sum"; readonly value: number };

function startNode(parent: To<ToNode>, ordinal: number, leaves: number): To<ToNode> {
  return createActor(
    fromTransition(
      ({ sum, left }: { readonly sum: number; readonly left: number }, event: ToNode, { self }) => {
        if (event.type === "start") {
          const below = leaves / 10;
          if (leaves === 1) parent.send({ type: "sum", value: ordinal });
          else for (let child = 0; child < 10; child++) startNode(self, ordinal + child * below, below).send({ type: "start" });
          return { sum, left };
        }
        if (left === 1) parent.send({ type: "sum", value: sum + event.value });
        return { sum: sum + event.value, left: left - 1 };
      },
      { sum: 0, left: 10 },
    ),
  ).start();
}

const skynet: Program = (leaves) =>
  new Promise((resolve) => {
    const main = createActor(
      fromTransition((state: undefined, event: ToNode) => {
        if (event.type === "sum") resolve(event.value);
        return state;
      }, undefined),
    ).start();
    startNode(main, 0, leaves).send({ type: "start" });
  });

type Wake = { readonly type: "wake"; readonly from: To<{ readonly type: "awake" }> };

const idle: Program = async (processes) => {
  const waiter = fromTransition((state: undefined, event: Wake) => {
    // A stop is an event too.
    if (event.type === "wake") event.from.send({ type: "awake" });
    return state;
  }, undefined);
  const before = await settledMemory();
  const all = Array.from({ length: processes }, () => createActor(waiter).start());
  const after = await settledMemory();
  let replies = 0;
  const main = createActor(
    fromTransition((state: undefined, _: { readonly type: "awake" }) => {
      replies += 1;
      return state;
    }, undefined),
  ).start();
  for (const actor of all) actor.send({ type: "wake", from: main });
  for (const actor of all) actor.stop();
  return {
    answer: replies,
    notes: [
      ["held", after.heap + after.external - before.heap - before.external],
      ["resident", after.resident - before.resident],
    ],
  };
};

export const programs: Readonly<Record<string, Program>> = {
  "ping-pong": pingPong,
  ring,
  "fan-in": fanIn,
  spawn: spawning,
  skynet,
  idle,
  "savina-ping-pong": savinaPingPong,
  "savina-counting": counting,
  "savina-fork-join-create": forkJoinCreate,
  "savina-fork-join-throughput": forkJoinThroughput,
  "savina-thread-ring": threadRing,
  "savina-chameneos": chameneos,
  "savina-big": big,
  "savina-dictionary": dictionary,
  "savina-sorted-list": sortedList,
  "savina-bounded-buffer": boundedBuffer,
  "savina-philosophers": philosophers,
  "savina-sleeping-barber": sleepingBarber,
  "savina-cigarette-smokers": cigaretteSmokers,
  "savina-logistic-map": logisticMap,
  "savina-bank-transaction": bankTransaction,
  "savina-sieve": sieve,
  "savina-fibonacci": fibonacci,
};
