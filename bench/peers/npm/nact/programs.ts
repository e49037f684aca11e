// nact, as its documentation has it: an actor is a function of its state and a message, under a parent, and answers a query
// by dispatching to the reference that the query made. https://nact.xyz

import { dispatch, query, type Ref, spawn, spawnStateless, start, stop } from "nact";
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
import { inSystem } from "./system.ts";

interface Ping {
  readonly type: "ping";
  readonly from: Ref<Pong>;
  readonly v: number;
}

interface Pong {
  readonly type: "pong";
  readonly v: number;
}

const pingPong: Program = (trips) =>
  inSystem<number>((system, resolve) => {
    const ponger = spawnStateless(system, ({ from, v }: Ping) => dispatch(from, { type: "pong", v }));
    const pinger = spawnStateless(system, ({ v }: Pong, { self }) => {
      if (v + 1 === trips) resolve(trips);
      else dispatch(ponger, { type: "ping", from: self, v: v + 1 });
    });
    dispatch(ponger, { type: "ping", from: pinger, v: 0 });
  });

interface Link {
  readonly next: Ref<number | Link>;
}

const ring: Program = (members, hops) =>
  inSystem<number>((system, resolve) => {
    type State = { readonly next: Ref<number | Link> | undefined; readonly isLast: boolean };
    const member = (initial: Ref<number | Link> | undefined) =>
      spawn(
        system,
        (state: State, message: number | Link): State => {
          if (typeof message !== "number") return { ...state, next: message.next };
          if (state.isLast) resolve(message);
          else if (state.next !== undefined) dispatch(state.next, message - 1);
          return message === 0 ? { ...state, isLast: true } : state;
        },
        undefined,
        { initialState: { next: initial, isLast: false } },
      );
    const first = member(undefined);
    let next = first;
    for (let others = members - 1; others > 0; others--) next = member(next);
    dispatch(first, { next });
    dispatch(first, hops);
  });

const fanIn: Program = (senders, each) =>
  inSystem<number>((system, resolve) => {
    const receiver = spawn(
      system,
      ({ sum, left }: { readonly sum: number; readonly left: number }, { n }: { readonly type: "inc"; readonly n: number }) => {
        if (left === 1) resolve(sum + n);
        return { sum: sum + n, left: left - 1 };
      },
      undefined,
      { initialState: { sum: 0, left: senders * each } },
    );
    for (let left = senders; left > 0; left--) {
      const sender = spawnStateless(system, (_: "go") => {
        for (let n = each; n > 0; n--) dispatch(receiver, { type: "inc", n });
      });
      dispatch(sender, "go");
    }
  });

interface Add {
  readonly type: "add";
  readonly amount: number;
  readonly from: Ref<number>;
}

const call: Program = async (calls) => {
  const system = start();
  const counter = spawn(
    system,
    (count: number, { amount, from }: Add) => {
      dispatch(from, count + amount);
      return count + amount;
    },
    undefined,
    { initialState: 0 },
  );
  let count = 0;
  for (let left = calls; left > 0; left--) count = await query(counter, (from: Ref<number>): Add => ({ type: "add", amount: 1, from }), 5_000);
  stop(system);
  return count;
};

// With names of their own: those that nact gives have 31 bits of chance, and two of 50,000 siblings are the same.
const spawning: Program = (processes) =>
  inSystem<number>((system, resolve) => {
    let ended = 0;
    const empty = (_: "go", { self }: { readonly self: Ref<"go"> }) => {
      stop(self);
      ended += 1;
      if (ended === processes) resolve(ended);
    };
    for (let left = processes; left > 0; left--) dispatch(spawnStateless(system, empty, `empty-${left}`), "go");
  });

type ToNode = { readonly type: "start"; readonly parent: Ref<ToNode>; readonly ordinal: number; readonly leaves: number } | { readonly type: "sum"; readonly value: number };
type NodeState = { readonly parent: Ref<ToNode>; readonly sum: number; readonly left: number } | undefined;

function startNode(under: Ref<never>): Ref<ToNode> {
  return spawn(under, (state: NodeState, message: ToNode, { self }): NodeState => {
    if (message.type === "sum") {
      if (state === undefined) return state;
      const sum = state.sum + message.value;
      if (state.left > 1) return { ...state, sum, left: state.left - 1 };
      dispatch(state.parent, { type: "sum", value: sum });
    } else if (message.leaves === 1) {
      dispatch(message.parent, { type: "sum", value: message.ordinal });
    } else {
      const below = message.leaves / 10;
      for (let child = 0; child < 10; child++) dispatch(startNode(self), { type: "start", parent: self, ordinal: message.ordinal + child * below, leaves: below });
      return { parent: message.parent, sum: 0, left: 10 };
    }
    stop(self);
    return undefined;
  });
}

const skynet: Program = (leaves) =>
  inSystem<number>((system, resolve) => {
    const main = spawnStateless(system, (message: ToNode) => {
      if (message.type === "sum") resolve(message.value);
    });
    dispatch(startNode(system), { type: "start", parent: main, ordinal: 0, leaves });
  });

const idle: Program = async (processes) => {
  const system = start();
  const before = await settledMemory();
  let replies = 0;
  const waiter = (from: Ref<"awake">) => dispatch(from, "awake");
  const all = Array.from({ length: processes }, (_, index) => spawnStateless(system, waiter, `waiter-${index}`));
  const after = await settledMemory();
  await new Promise<void>((resolve) => {
    const main = spawnStateless(system, (_: "awake") => {
      replies += 1;
      if (replies === processes) resolve();
    });
    for (const actor of all) dispatch(actor, main);
  });
  stop(system);
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
  call,
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
