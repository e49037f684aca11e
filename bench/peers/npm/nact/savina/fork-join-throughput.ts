// Savina 4: messages to all workers in turn, each of which computes a little and tells its count at the last one.

import { dispatch, type Ref, spawn } from "nact";
import { compute } from "../../../../savina/compute.ts";
import type { Program } from "../../../../serve.ts";
import { inSystem, spawnSum, type System } from "../system.ts";

interface State {
  readonly done: number;
  readonly left: number;
}

export const forkJoinThroughput: Program = (workers, messages) =>
  inSystem<number>((system, resolve) => {
    const main = spawnSum(system, workers, resolve);
    const all = Array.from({ length: workers }, () => spawnWorker(system, messages, main));
    for (let left = messages; left > 0; left--) for (const worker of all) dispatch(worker, "go");
  });

function spawnWorker(system: System, messages: number, main: Ref<number>): Ref<"go"> {
  return spawn(
    system,
    (state: State, _: "go"): State => {
      const done = state.done + compute(37.2);
      if (state.left === 1) dispatch(main, done);
      return { done, left: state.left - 1 };
    },
    undefined,
    { initialState: { done: 0, left: messages } },
  );
}
