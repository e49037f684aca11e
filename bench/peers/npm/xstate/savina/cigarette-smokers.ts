// Savina 13: an arbiter wakes a random smoker, which says that it has started and is busy for a while.

import { createActor, fromTransition } from "xstate";
import { busyWait, Random } from "../../../../savina/random.ts";
import type { Program } from "../../../../serve.ts";
import type { To } from "../to.ts";

type ToArbiter = { readonly type: "start" } | { readonly type: "started" };
type ToSmoker = { readonly type: "start"; readonly busy: number } | { readonly type: "exit" };

export const cigaretteSmokers: Program = (rounds, smokers) =>
  new Promise((resolve) => {
    const random = new Random(rounds * smokers);
    const all: To<ToSmoker>[] = [];
    const arbiter = fromTransition((before: number, event: ToArbiter, { self }) => {
      if (event.type === "start") for (let left = smokers; left > 0; left--) all.push(startSmoker(self));
      const started = event.type === "started" ? before + 1 : before;
      if (started < rounds) {
        all[random.next(smokers)]?.send({ type: "start", busy: random.next(1_000) + 10 });
      } else {
        for (const smoker of all) smoker.send({ type: "exit" });
        resolve(started);
      }
      return started;
    }, 0);
    createActor(arbiter).start().send({ type: "start" });
  });

function startSmoker(arbiter: To<ToArbiter>): To<ToSmoker> {
  return createActor(
    fromTransition((state: undefined, event: ToSmoker, { self }) => {
      if (event.type === "start") {
        arbiter.send({ type: "started" });
        busyWait(event.busy);
      } else if (event.type === "exit") {
        self.stop();
      }
      return state;
    }, undefined),
  ).start();
}
