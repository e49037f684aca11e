// Savina 14: each worker has its series computed term by term, and sets aside the requests for the terms to come until it has
// the one that it waits for.

import { nextTerm } from "../../../savina/compute.ts";
import type { Program } from "../../../serve.ts";
import { Queue } from "../queue.ts";
import { type Process, run, send, spawn } from "../scheduler.ts";

type ToComputer = { readonly type: "compute"; readonly from: Process<ToWorker>; readonly term: number } | { readonly type: "stop" };
type ToWorker = { readonly type: "next" } | { readonly type: "get"; readonly from: Process<Term> } | { readonly type: "result"; readonly term: number };

interface Term {
  readonly type: "term";
  readonly term: number;
}

/** The sum of the last terms, in millionths. */
export const logisticMap: Program = async (series, terms) => {
  let sum = 0;
  spawn<Term>(function* (self) {
    const computers = Array.from({ length: series }, (_, i) => spawn<ToComputer>((process) => computer(process, 3.46 + i * 0.0025)));
    const workers = computers.map((one, i) => spawn<ToWorker>((process) => worker(process, one, i * 0.0025)));
    for (let left = terms; left > 0; left--) for (const process of workers) send(process, { type: "next" });
    for (const process of workers) send(process, { type: "get", from: self });
    for (let left = series; left > 0; left--) {
      if (self.mailbox.size === 0) yield;
      sum += self.mailbox.take().term;
    }
    for (const process of computers) send(process, { type: "stop" });
  });
  run();
  return Math.round(sum * 1e6);
};

function* worker(self: Process<ToWorker>, computer: Process<ToComputer>, first: number): Generator<void, void, void> {
  const aside = new Queue<ToWorker>();
  let term = first;
  for (;;) {
    if (aside.size === 0 && self.mailbox.size === 0) yield;
    const message = aside.size > 0 ? aside.take() : self.mailbox.take();
    if (message.type === "get") return send(message.from, { type: "term", term });
    send(computer, { type: "compute", from: self, term });
    for (;;) {
      if (self.mailbox.size === 0) yield;
      const reply = self.mailbox.take();
      if (reply.type !== "result") {
        aside.push(reply);
        continue;
      }
      term = reply.term;
      break;
    }
  }
}

function* computer(self: Process<ToComputer>, rate: number): Generator<void, void, void> {
  for (;;) {
    if (self.mailbox.size === 0) yield;
    const message = self.mailbox.take();
    if (message.type === "stop") return;
    send(message.from, { type: "result", term: nextTerm(message.term, rate) });
  }
}
