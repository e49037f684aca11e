// Savina 11: philosophers ask an arbitrator for both forks, and ask again at once when they are denied.

import { createActor, fromTransition } from "xstate";
import type { Program } from "../../../../serve.ts";
import type { To } from "../to.ts";

type ToArbitrator =
  | { readonly type: "hungry"; readonly from: To<ToPhilosopher>; readonly id: number }
  | { readonly type: "done"; readonly id: number }
  | { readonly type: "exit"; readonly meals: number };

type ToPhilosopher = { readonly type: "start" } | { readonly type: "eat" } | { readonly type: "denied" };

/** The meals of all philosophers together. */
export const philosophers: Program = (count, rounds) =>
  new Promise((resolve) => {
    const isTaken = Array.from({ length: count }, () => false);
    const arbitrator = createActor(
      fromTransition(
        (state: { readonly meals: number; readonly left: number }, event: ToArbitrator) => {
          if (event.type === "hungry") {
            const right = (event.id + 1) % count;
            const isDenied = isTaken[event.id] === true || isTaken[right] === true;
            if (!isDenied) isTaken[event.id] = isTaken[right] = true;
            event.from.send({ type: isDenied ? "denied" : "eat" });
            return state;
          }
          if (event.type === "done") {
            isTaken[event.id] = isTaken[(event.id + 1) % count] = false;
            return state;
          }
          const [meals, left] = [state.meals + event.meals, state.left - 1];
          if (left === 0) resolve(meals);
          return { meals, left };
        },
        { meals: 0, left: count },
      ),
    ).start();
    for (let id = 0; id < count; id++) startPhilosopher(arbitrator, id, rounds).send({ type: "start" });
  });

function startPhilosopher(arbitrator: To<ToArbitrator>, id: number, rounds: number): To<ToPhilosopher> {
  return createActor(
    fromTransition((meals: number, event: ToPhilosopher, { self }) => {
      if (event.type === "start" || event.type === "denied") {
        arbitrator.send({ type: "hungry", from: self, id });
      } else if (event.type === "eat") {
        arbitrator.send({ type: "done", id });
        if (meals + 1 < rounds) {
          arbitrator.send({ type: "hungry", from: self, id });
        } else {
          arbitrator.send({ type: "exit", meals: meals + 1 });
          self.stop();
        }
        return meals + 1;
      }
      return meals;
    }, 0),
  ).start();
}
