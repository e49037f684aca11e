// Savina 4: events to all workers in turn, each of which computes a little and tells its count at the last one.

import { createActor, fromTransition } from "xstate";
import { compute } from "../../../../savina/compute.ts";
import type { Program } from "../../../../serve.ts";
import type { To } from "../to.ts";

type Go = { readonly type: "go" };
type ToMain = { readonly type: "start" } | { readonly type: "done"; readonly count: number };

export const forkJoinThroughput: Program = (workers, messages) =>
  new Promise((resolve) => {
    const main = fromTransition(
      (state: { readonly sum: number; readonly left: number }, event: ToMain, { self }) => {
        if (event.type === "start") {
          const all = Array.from({ length: workers }, () => startWorker(messages, self));
          for (let left = messages; left > 0; left--) for (const worker of all) worker.send({ type: "go" });
          return state;
        }
        const [sum, left] = [state.sum + event.count, state.left - 1];
        if (left === 0) resolve(sum);
        return { sum, left };
      },
      { sum: 0, left: workers },
    );
    createActor(main).start().send({ type: "start" });
  });

function startWorker(messages: number, main: To<ToMain>): To<Go> {
  return createActor(
    fromTransition(
      (state: { readonly done: number; readonly left: number }, event: Go, { self }) => {
        // A stop is an event too.
        if (event.type !== "go") return state;
        const [done, left] = [state.done + compute(37.2), state.left - 1];
        if (left === 0) {
          main.send({ type: "done", count: done });
          self.stop();
        }
        return { done, left };
      },
      { done: 0, left: messages },
    ),
  ).start();
}
