// Savina 14: each worker has its series computed term by term. Results have a queue of their own, while the requests for the
// terms to come wait in the worker's mailbox.

import { createQueue, type Operation, run, spawn } from "effection";
import { nextTerm } from "../../../../savina/compute.ts";
import type { Program } from "../../../../serve.ts";
import { type Mailbox, take } from "../mailbox.ts";

type ToComputer = { readonly type: "compute"; readonly from: Mailbox<Result>; readonly term: number } | { readonly type: "stop" };
type ToWorker = { readonly type: "next" } | { readonly type: "get"; readonly from: Mailbox<Term> };

interface Result {
  readonly type: "result";
  readonly term: number;
}

interface Term {
  readonly type: "term";
  readonly term: number;
}

export const logisticMap: Program = async (series, terms) => run(() => main(series, terms));

/** The sum of the last terms, in millionths. */
function* main(series: number, terms: number): Operation<number> {
  const own = createQueue<Term, never>();
  const computers = Array.from({ length: series }, () => createQueue<ToComputer, never>());
  const workers = Array.from({ length: series }, () => createQueue<ToWorker, never>());
  for (const [i, mailbox] of computers.entries()) yield* spawn(() => computer(mailbox, 3.46 + i * 0.0025));
  for (const [i, mailbox] of workers.entries()) {
    const other = computers[i];
    if (other !== undefined) yield* spawn(() => worker(mailbox, other, i * 0.0025));
  }
  for (let left = terms; left > 0; left--) for (const mailbox of workers) mailbox.add({ type: "next" });
  for (const mailbox of workers) mailbox.add({ type: "get", from: own });
  let sum = 0;
  for (let left = series; left > 0; left--) sum += (yield* take(own)).term;
  for (const mailbox of computers) mailbox.add({ type: "stop" });
  return Math.round(sum * 1e6);
}

function* worker(own: Mailbox<ToWorker>, computer: Mailbox<ToComputer>, first: number): Operation<void> {
  const results = createQueue<Result, never>();
  let term = first;
  for (;;) {
    const message = yield* take(own);
    if (message.type === "get") return message.from.add({ type: "term", term });
    computer.add({ type: "compute", from: results, term });
    term = (yield* take(results)).term;
  }
}

function* computer(own: Mailbox<ToComputer>, rate: number): Operation<void> {
  for (let message = yield* take(own); message.type === "compute"; message = yield* take(own)) {
    message.from.add({ type: "result", term: nextTerm(message.term, rate) });
  }
}
