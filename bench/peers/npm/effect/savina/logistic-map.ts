// Savina 14: each worker has its series computed term by term, while the requests for the terms to come wait in its queue. A
// result comes in a deferred, beside them.

import { Deferred, Effect, Queue } from "effect";
import { nextTerm } from "../../../../savina/compute.ts";
import type { Program } from "../../../../serve.ts";

type ToComputer = { readonly type: "compute"; readonly reply: Deferred.Deferred<number>; readonly term: number } | { readonly type: "stop" };
type ToWorker = { readonly type: "next" } | { readonly type: "get"; readonly from: Queue.Queue<Term> };

interface Term {
  readonly type: "term";
  readonly term: number;
}

export const logisticMap: Program = (series, terms) => Effect.runPromise(main(series, terms));

/** The sum of the last terms, in millionths. */
const main = Effect.fnUntraced(function* (series: number, terms: number) {
  const own = yield* Queue.unbounded<Term>();
  const computers: Queue.Queue<ToComputer>[] = [];
  const workers: Queue.Queue<ToWorker>[] = [];
  for (let i = 0; i < series; i++) {
    const toComputer = yield* Queue.unbounded<ToComputer>();
    const toWorker = yield* Queue.unbounded<ToWorker>();
    yield* Effect.forkChild(computer(toComputer, 3.46 + i * 0.0025));
    yield* Effect.forkChild(worker(toWorker, toComputer, i * 0.0025));
    computers.push(toComputer);
    workers.push(toWorker);
  }
  for (let left = terms; left > 0; left--) for (const mailbox of workers) yield* Queue.offer(mailbox, { type: "next" });
  for (const mailbox of workers) yield* Queue.offer(mailbox, { type: "get", from: own });
  let sum = 0;
  for (let left = series; left > 0; left--) sum += (yield* Queue.take(own)).term;
  for (const mailbox of computers) yield* Queue.offer(mailbox, { type: "stop" });
  return Math.round(sum * 1e6);
});

const worker = Effect.fnUntraced(function* (own: Queue.Queue<ToWorker>, computer: Queue.Queue<ToComputer>, first: number) {
  let term = first;
  for (;;) {
    const message = yield* Queue.take(own);
    if (message.type === "get") return yield* Queue.offer(message.from, { type: "term", term });
    const reply = yield* Deferred.make<number>();
    yield* Queue.offer(computer, { type: "compute", reply, term });
    term = yield* Deferred.await(reply);
  }
});

const computer = Effect.fnUntraced(function* (own: Queue.Queue<ToComputer>, rate: number) {
  for (let message = yield* Queue.take(own); message.type === "compute"; message = yield* Queue.take(own)) {
    yield* Deferred.succeed(message.reply, nextTerm(message.term, rate));
  }
});
