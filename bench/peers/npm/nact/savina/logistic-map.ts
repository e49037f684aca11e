// Savina 14: each worker has its series computed term by term, by a query, while the requests for the terms to come wait in its
// mailbox.

import { dispatch, query, type Ref, spawn, spawnStateless, stop } from "nact";
import { nextTerm } from "../../../../savina/compute.ts";
import type { Program } from "../../../../serve.ts";
import { inSystem, spawnSum, type System, timeout } from "../system.ts";

type ToComputer = { readonly type: "compute"; readonly from: Ref<Result>; readonly term: number } | { readonly type: "stop" };
type ToWorker = { readonly type: "next" } | { readonly type: "get"; readonly from: Ref<number> };

interface Result {
  readonly type: "result";
  readonly term: number;
}

/** The sum of the last terms, in millionths. */
export const logisticMap: Program = (series, terms) =>
  inSystem<number>((system, resolve) => {
    const computers = Array.from({ length: series }, (_, i) => spawnComputer(system, 3.46 + i * 0.0025));
    const workers = computers.map((computer, i) => spawnWorker(system, computer, i * 0.0025));
    for (let left = terms; left > 0; left--) for (const worker of workers) dispatch(worker, { type: "next" });
    const main = spawnSum(system, series, (sum) => {
      for (const computer of computers) dispatch(computer, { type: "stop" });
      resolve(Math.round(sum * 1e6));
    });
    for (const worker of workers) dispatch(worker, { type: "get", from: main });
  });

function spawnWorker(system: System, computer: Ref<ToComputer>, first: number): Ref<ToWorker> {
  return spawn(
    system,
    async (term: number, message: ToWorker, { self }): Promise<number> => {
      if (message.type === "next") return (await query(computer, (from: Ref<Result>): ToComputer => ({ type: "compute", from, term }), timeout)).term;
      dispatch(message.from, term);
      stop(self);
      return term;
    },
    undefined,
    { initialState: first },
  );
}

function spawnComputer(system: System, rate: number): Ref<ToComputer> {
  return spawnStateless(system, (message: ToComputer, { self }) => {
    if (message.type === "compute") dispatch(message.from, { type: "result", term: nextTerm(message.term, rate) });
    else stop(self);
  });
}
