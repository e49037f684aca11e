// Savina 14: each worker has its series computed term by term. An actor cannot leave an event in its mailbox, so a worker that
// waits for a result puts the others off in a queue of its own.

import { createActor, fromTransition } from "xstate";
import { nextTerm } from "../../../../savina/compute.ts";
import { Queue } from "../../../../savina/queue.ts";
import type { Program } from "../../../../serve.ts";
import type { To } from "../to.ts";

type ToComputer = { readonly type: "compute"; readonly from: To<ToWorker>; readonly term: number } | { readonly type: "stop" };
type Result = { readonly type: "result"; readonly term: number };
type Request = { readonly type: "next" } | { readonly type: "get"; readonly from: To<ToMain> };
type ToWorker = Request | Result;
type ToMain = { readonly type: "start" } | { readonly type: "term"; readonly term: number };

interface Worker {
  readonly term: number;
  readonly isWaiting: boolean;
}

/** The sum of the last terms, in millionths. */
export const logisticMap: Program = (series, terms) =>
  new Promise((resolve) => {
    const computers = Array.from({ length: series }, (_, i) => startComputer(3.46 + i * 0.0025));
    const workers = computers.map((computer, i) => startWorker(computer, i * 0.0025));
    const main = fromTransition(
      (state: { readonly sum: number; readonly left: number }, event: ToMain, { self }) => {
        if (event.type === "start") {
          for (let left = terms; left > 0; left--) for (const worker of workers) worker.send({ type: "next" });
          for (const worker of workers) worker.send({ type: "get", from: self });
          return state;
        }
        const [sum, left] = [state.sum + event.term, state.left - 1];
        if (left === 0) {
          for (const computer of computers) computer.send({ type: "stop" });
          resolve(Math.round(sum * 1e6));
        }
        return { sum, left };
      },
      { sum: 0, left: series },
    );
    createActor(main).start().send({ type: "start" });
  });

function startWorker(computer: To<ToComputer>, first: number): To<ToWorker> {
  const putOff = new Queue<Request>();
  return createActor(
    fromTransition(
      (state: Worker, event: ToWorker, { self }): Worker => {
        if (event.type === "result") {
          const next = putOff.shift();
          return next === undefined ? { term: event.term, isWaiting: false } : handle(event.term, next, self);
        }
        if (!state.isWaiting) return handle(state.term, event, self);
        putOff.push(event);
        return state;
      },
      { term: first, isWaiting: false },
    ),
  ).start();

  function handle(term: number, request: Request, self: To<ToWorker> & { stop(): void }): Worker {
    if (request.type === "next") {
      computer.send({ type: "compute", from: self, term });
      return { term, isWaiting: true };
    }
    if (request.type === "get") {
      request.from.send({ type: "term", term });
      self.stop();
    }
    return { term, isWaiting: false };
  }
}

function startComputer(rate: number): To<ToComputer> {
  return createActor(
    fromTransition((state: undefined, event: ToComputer, { self }) => {
      if (event.type === "compute") event.from.send({ type: "result", term: nextTerm(event.term, rate) });
      else if (event.type === "stop") self.stop();
      return state;
    }, undefined),
  ).start();
}
