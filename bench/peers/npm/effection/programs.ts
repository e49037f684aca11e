// Effection, as its documentation has it: a spawned task for each process, and a queue as its mailbox.
// https://frontside.com/effection/guides

import { createQueue, type Operation, run, spawn, type Task, until } from "effection";
import { settledMemory } from "../../../memory.ts";
import type { Program } from "../../../serve.ts";
import { type Mailbox, take } from "./mailbox.ts";
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

interface Ping {
  readonly type: "ping";
  readonly from: Mailbox<Pong>;
  readonly v: number;
}

interface Pong {
  readonly type: "pong";
  readonly v: number;
}

const pingPong: Program = async (trips) =>
  run(function* () {
    const pings = createQueue<Ping, never>();
    const pongs = createQueue<Pong, never>();
    yield* spawn(function* () {
      for (let left = trips; left > 0; left--) {
        const { from, v } = yield* take(pings);
        from.add({ type: "pong", v });
      }
    });
    for (let v = 0; v < trips; v++) {
      pings.add({ type: "ping", from: pongs, v });
      const pong = yield* take(pongs);
      if (pong.v !== v) return v;
    }
    return trips;
  });

function* member(own: Mailbox<number>, next: Mailbox<number>, main: Mailbox<number>): Operation<void> {
  for (;;) {
    const left = yield* take(own);
    next.add(left - 1);
    if (left > 0) continue;
    if (left === 0) main.add(yield* take(own));
    return;
  }
}

const ring: Program = async (members, hops) =>
  run(function* () {
    const main = createQueue<number, never>();
    const first = createQueue<number, never>();
    let next = first;
    for (let others = members - 1; others > 0; others--) {
      const [own, after] = [createQueue<number, never>(), next];
      yield* spawn(() => member(own, after, main));
      next = own;
    }
    yield* spawn(() => member(first, next, main));
    first.add(hops);
    return yield* take(main);
  });

const fanIn: Program = async (senders, each) =>
  run(function* () {
    const mailbox = createQueue<{ readonly type: "inc"; readonly n: number }, never>();
    for (let left = senders; left > 0; left--) {
      yield* spawn(function* () {
        for (let n = each; n > 0; n--) mailbox.add({ type: "inc", n });
      });
    }
    let sum = 0;
    for (let left = senders * each; left > 0; left--) sum += (yield* take(mailbox)).n;
    return sum;
  });

const spawning: Program = async (processes) =>
  run(function* () {
    let ended = 0;
    const tasks: Task<void>[] = [];
    for (let left = processes; left > 0; left--) {
      tasks.push(
        yield* spawn(function* () {
          ended += 1;
        }),
      );
    }
    for (const task of tasks) yield* task;
    return ended;
  });

function* node(parent: Mailbox<number>, ordinal: number, leaves: number): Operation<void> {
  if (leaves === 1) {
    parent.add(ordinal);
    return;
  }
  const own = createQueue<number, never>();
  const below = leaves / 10;
  for (let child = 0; child < 10; child++) yield* spawn(() => node(own, ordinal + child * below, below));
  let sum = 0;
  for (let left = 10; left > 0; left--) sum += yield* take(own);
  parent.add(sum);
}

const skynet: Program = async (leaves) =>
  run(function* () {
    const main = createQueue<number, never>();
    yield* spawn(() => node(main, 0, leaves));
    return yield* take(main);
  });

const idle: Program = async (processes) =>
  run(function* () {
    const replies = createQueue<"awake", never>();
    const before = yield* settled();
    const mailboxes: Mailbox<"wake">[] = [];
    for (let left = processes; left > 0; left--) {
      const own = createQueue<"wake", never>();
      mailboxes.push(own);
      yield* spawn(function* () {
        yield* take(own);
        replies.add("awake");
      });
    }
    const after = yield* settled();
    for (const own of mailboxes) own.add("wake");
    let answer = 0;
    for (; answer < processes; answer++) yield* take(replies);
    return {
      answer,
      notes: [
        ["held", after.heap + after.external - before.heap - before.external] as const,
        ["resident", after.resident - before.resident] as const,
      ],
    };
  });

function* settled(): Operation<Awaited<ReturnType<typeof settledMemory>>> {
  return yield* until(settledMemory());
}

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
