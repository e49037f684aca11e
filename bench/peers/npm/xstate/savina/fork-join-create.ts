// Savina 3: actors that compute a little at their first event, and stop.

import { createActor, fromTransition } from "xstate";
import { compute } from "../../../../savina/compute.ts";
import type { Program } from "../../../../serve.ts";

type Go = { readonly type: "go" };

export const forkJoinCreate: Program = async (actors) => {
  let ended = 0;
  const worker = fromTransition((state: undefined, event: Go, { self }) => {
    // A stop is an event too.
    if (event.type === "go") {
      ended += compute(37.2);
      self.stop();
    }
    return state;
  }, undefined);
  // An actor at rest takes an event before `send` returns.
  for (let left = actors; left > 0; left--) createActor(worker).start().send({ type: "go" });
  return ended;
};
