// Effect, as its documentation has it: a fiber for each process, an unbounded queue as its mailbox, and a deferred as the
// reply to a call. https://effect.website/docs/concurrency

import { Deferred, Effect, Fiber, Queue } from "effect";
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

interface Ping {
  readonly type: "ping";
  readonly from: Queue.Queue<Pong>;
  readonly v: number;
}

interface Pong {
  readonly type: "pong";
  readonly v: number;
}

const pingPong: Program = (trips) =>
  Effect.runPromise(
    Effect.gen(function* () {
      const pings = yield* Queue.unbounded<Ping>();
      const pongs = yield* Queue.unbounded<Pong>();
      yield* Effect.forkChild(
        Effect.gen(function* () {
          for (let left = trips; left > 0; left--) {
            const { from, v } = yield* Queue.take(pings);
            yield* Queue.offer(from, { type: "pong", v });
          }
        }),
      );
      for (let v = 0; v < trips; v++) {
        yield* Queue.offer(pings, { type: "ping", from: pongs, v });
        const pong = yield* Queue.take(pongs);
        if (pong.v !== v) return v;
      }
      return trips;
    }),
  );

const member = Effect.fnUntraced(function* (own: Queue.Queue<number>, next: Queue.Queue<number>, main: Queue.Queue<number>) {
  for (;;) {
    const left = yield* Queue.take(own);
    yield* Queue.offer(next, left - 1);
    if (left > 0) continue;
    if (left === 0) yield* Queue.offer(main, yield* Queue.take(own));
    return;
  }
});

const ring: Program = (members, hops) =>
  Effect.runPromise(
    Effect.gen(function* () {
      const main = yield* Queue.unbounded<number>();
      const first = yield* Queue.unbounded<number>();
      let next = first;
      for (let others = members - 1; others > 0; others--) {
        const own = yield* Queue.unbounded<number>();
        yield* Effect.forkChild(member(own, next, main));
        next = own;
      }
      yield* Effect.forkChild(member(first, next, main));
      yield* Queue.offer(first, hops);
      return yield* Queue.take(main);
    }),
  );

const fanIn: Program = (senders, each) =>
  Effect.runPromise(
    Effect.gen(function* () {
      const mailbox = yield* Queue.unbounded<{ readonly type: "inc"; readonly n: number }>();
      for (let left = senders; left > 0; left--) {
        yield* Effect.forkChild(
          Effect.gen(function* () {
            for (let n = each; n > 0; n--) yield* Queue.offer(mailbox, { type: "inc", n });
          }),
        );
      }
      let sum = 0;
      for (let left = senders * each; left > 0; left--) sum += (yield* Queue.take(mailbox)).n;
      return sum;
    }),
  );

interface Add {
  readonly type: "add";
  readonly amount: number;
  readonly reply: Deferred.Deferred<number>;
}

const call: Program = (calls) =>
  Effect.runPromise(
    Effect.gen(function* () {
      const requests = yield* Queue.unbounded<Add>();
      yield* Effect.forkChild(
        Effect.gen(function* () {
          for (let count = 0; ; ) {
            const { amount, reply } = yield* Queue.take(requests);
            count += amount;
            yield* Deferred.succeed(reply, count);
          }
        }),
      );
      let count = 0;
      for (let left = calls; left > 0; left--) {
        const reply = yield* Deferred.make<number>();
        yield* Queue.offer(requests, { type: "add", amount: 1, reply });
        count = yield* Deferred.await(reply);
      }
      return count;
    }),
  );

const spawning: Program = (processes) =>
  Effect.runPromise(
    Effect.gen(function* () {
      let ended = 0;
      const empty = Effect.sync(() => {
        ended += 1;
      });
      const fibers: Fiber.Fiber<void>[] = [];
      for (let left = processes; left > 0; left--) fibers.push(yield* Effect.forkChild(empty));
      yield* Fiber.awaitAll(fibers);
      return ended;
    }),
  );

const node = (parent: Queue.Queue<number>, ordinal: number, leaves: number): Effect.Effect<void> =>
  Effect.gen(function* () {
    if (leaves === 1) {
      yield* Queue.offer(parent, ordinal);
      return;
    }
    const own = yield* Queue.unbounded<number>();
    const below = leaves / 10;
    for (let child = 0; child < 10; child++) yield* Effect.forkChild(node(own, ordinal + child * below, below));
    let sum = 0;
    for (let left = 10; left > 0; left--) sum += yield* Queue.take(own);
    yield* Queue.offer(parent, sum);
  });

const skynet: Program = (leaves) =>
  Effect.runPromise(
    Effect.gen(function* () {
      const main = yield* Queue.unbounded<number>();
      yield* Effect.forkChild(node(main, 0, leaves));
      return yield* Queue.take(main);
    }),
  );

const idle: Program = async (processes) => {
  const before = await settledMemory();
  const replies = Effect.runSync(Queue.unbounded<"awake">());
  const mailboxes = await Effect.runPromise(
    Effect.gen(function* () {
      const all: Queue.Queue<"wake">[] = [];
      for (let left = processes; left > 0; left--) {
        const own = yield* Queue.unbounded<"wake">();
        yield* Effect.forkDetach(Effect.andThen(Queue.take(own), Queue.offer(replies, "awake")));
        all.push(own);
      }
      return all;
    }),
  );
  const after = await settledMemory();
  const answer = await Effect.runPromise(
    Effect.gen(function* () {
      for (const own of mailboxes) yield* Queue.offer(own, "wake");
      let count = 0;
      for (; count < processes; count++) yield* Queue.take(replies);
      return count;
    }),
  );
  return {
    answer,
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
