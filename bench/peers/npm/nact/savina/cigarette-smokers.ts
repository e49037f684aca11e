// Savina 13: an arbiter wakes a random smoker, which says that it has started and is busy for a while.

import { dispatch, type Ref, spawn, spawnStateless, stop } from "nact";
import { busyWait, Random } from "../../../../savina/random.ts";
import type { Program } from "../../../../serve.ts";
import { inSystem, type System } from "../system.ts";

type ToSmoker = { readonly type: "start"; readonly busy: number } | { readonly type: "exit" };
type ToArbiter = { readonly type: "start" } | { readonly type: "started" };

export const cigaretteSmokers: Program = (rounds, smokers) =>
  inSystem<number>((system, resolve) => {
    const random = new Random(rounds * smokers);
    const arbiter: Ref<ToArbiter> = spawn(
      system,
      (before: number, message: ToArbiter): number => {
        const started = message.type === "started" ? before + 1 : before;
        if (started < rounds) {
          const smoker = all[random.next(smokers)];
          if (smoker !== undefined) dispatch(smoker, { type: "start", busy: random.next(1_000) + 10 });
        } else {
          for (const smoker of all) dispatch(smoker, { type: "exit" });
          resolve(started);
        }
        return started;
      },
      undefined,
      { initialState: 0 },
    );
    const all = Array.from({ length: smokers }, () => spawnSmoker(system, arbiter));
    dispatch(arbiter, { type: "start" });
  });

function spawnSmoker(system: System, arbiter: Ref<ToArbiter>): Ref<ToSmoker> {
  return spawnStateless(system, (message: ToSmoker, { self }) => {
    if (message.type === "exit") return stop(self);
    dispatch(arbiter, { type: "started" });
    busyWait(message.busy);
  });
}
