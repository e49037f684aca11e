// Savina 14: each worker has its series computed term by term, while the requests for the terms to come wait in its mailbox. A reply
// carries a fresh ref, so that they are not looked at.

"use beamlet";

import { makeRef, type Pid, receive, type Ref, run, self, send, spawn } from "beamlet";
import { nextTerm } from "../../../savina/compute.ts";
import type { Program } from "../../../serve.ts";

type ToComputer = { readonly type: "compute"; readonly ref: Ref; readonly from: Pid<object>; readonly term: number } | { readonly type: "stop" };
type ToWorker = { readonly type: "next" } | { readonly type: "get"; readonly from: Pid<Term> } | Result;

interface Result {
  readonly type: "result";
  readonly ref: Ref;
  readonly term: number;
}

interface Term {
  readonly type: "term";
  readonly term: number;
}

export const logisticMap: Program = (series, terms) => run(main, series, terms);

/** The sum of the last terms, in millionths. */
function* main(series: number, terms: number) {
  const computers = Array.from({ length: series }, (_, i) => spawn(computer, 3.46 + i * 0.0025));
  const workers = computers.map((pid, i) => spawn(worker, pid, i * 0.0025));
  for (let left = terms; left > 0; left--) for (const pid of workers) send(pid, { type: "next" });
  for (const pid of workers) send(pid, { type: "get", from: self<Term>() });
  let sum = 0;
  for (let left = series; left > 0; left--) sum += (yield* receive<Term>()).term;
  for (const pid of computers) send(pid, { type: "stop" });
  return Math.round(sum * 1e6);
}

function* worker(computer: Pid<ToComputer>, first: number) {
  let term = first;
  for (;;) {
    const message = yield* receive<ToWorker>();
    if (message.type === "get") return send(message.from, { type: "term", term });
    const ref = makeRef();
    send(computer, { type: "compute", ref, from: self<object>(), term });
    term = (yield* receive((reply): reply is Result => (reply as Result).ref === ref, { ref })).term;
  }
}

function* computer(rate: number) {
  for (let message = yield* receive<ToComputer>(); message.type === "compute"; message = yield* receive<ToComputer>()) {
    send(message.from, { type: "result", ref: message.ref, term: nextTerm(message.term, rate) });
  }
}
