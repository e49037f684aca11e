// Savina 3: actors that compute a little at their first message, and end. Their names are their own, as in spawn.

import { dispatch, type Ref, spawnStateless, stop } from "nact";
import { compute } from "../../../../savina/compute.ts";
import type { Program } from "../../../../serve.ts";
import { inSystem } from "../system.ts";

export const forkJoinCreate: Program = (actors) =>
  inSystem<number>((system, resolve) => {
    let ended = 0;
    const worker = (_: "go", { self }: { readonly self: Ref<"go"> }) => {
      ended += compute(37.2);
      stop(self);
      if (ended === actors) resolve(ended);
    };
    for (let left = actors; left > 0; left--) dispatch(spawnStateless(system, worker, `worker-${left}`), "go");
  });
