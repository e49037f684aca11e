// Savina 11: philosophers ask an arbitrator for both forks, and ask again at once when they are denied.

import { dispatch, type Ref, spawn, stop } from "nact";
import type { Program } from "../../../../serve.ts";
import { inSystem, type System } from "../system.ts";

type ToArbitrator =
  | { readonly type: "hungry"; readonly from: Ref<ToPhilosopher>; readonly id: number }
  | { readonly type: "done"; readonly id: number }
  | { readonly type: "exit"; readonly meals: number };

type ToPhilosopher = "start" | "eat" | "denied";

interface Table {
  /** A fork each, which the arbitrator alone changes. */
  readonly isTaken: boolean[];
  readonly meals: number;
  readonly left: number;
}

/** The meals of all philosophers together. */
export const philosophers: Program = (count, rounds) =>
  inSystem<number>((system, resolve) => {
    const arbitrator = spawnArbitrator(system, count, resolve);
    for (let id = 0; id < count; id++) dispatch(spawnPhilosopher(system, arbitrator, id, rounds), "start");
  });

function spawnArbitrator(system: System, count: number, resolve: (meals: number) => void): Ref<ToArbitrator> {
  return spawn(
    system,
    (table: Table, message: ToArbitrator): Table => {
      const { isTaken } = table;
      if (message.type === "hungry") {
        const right = (message.id + 1) % count;
        const isDenied = isTaken[message.id] === true || isTaken[right] === true;
        if (!isDenied) isTaken[message.id] = isTaken[right] = true;
        dispatch(message.from, isDenied ? "denied" : "eat");
        return table;
      }
      if (message.type === "done") {
        isTaken[message.id] = isTaken[(message.id + 1) % count] = false;
        return table;
      }
      const meals = table.meals + message.meals;
      if (table.left === 1) resolve(meals);
      return { isTaken, meals, left: table.left - 1 };
    },
    undefined,
    { initialState: { isTaken: Array.from({ length: count }, () => false), meals: 0, left: count } },
  );
}

function spawnPhilosopher(system: System, arbitrator: Ref<ToArbitrator>, id: number, rounds: number): Ref<ToPhilosopher> {
  return spawn(
    system,
    (before: number, message: ToPhilosopher, { self }): number => {
      const meals = message === "eat" ? before + 1 : before;
      if (message === "eat") dispatch(arbitrator, { type: "done", id });
      if (meals < rounds) {
        dispatch(arbitrator, { type: "hungry", from: self, id });
      } else {
        dispatch(arbitrator, { type: "exit", meals });
        stop(self);
      }
      return meals;
    },
    undefined,
    { initialState: 0 },
  );
}
