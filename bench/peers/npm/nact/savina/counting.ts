// Savina 2: a producer sends increments without waiting, then asks for the count.

import { dispatch, type Ref, spawn, spawnStateless } from "nact";
import type { Program } from "../../../../serve.ts";
import { inSystem } from "../system.ts";

type ToCounter = { readonly type: "increment" } | { readonly type: "retrieve"; readonly from: Ref<number> };
type ToProducer = "start" | number;

export const counting: Program = (increments) =>
  inSystem<number>((system, resolve) => {
    const counter = spawn(
      system,
      (count: number, message: ToCounter): number => {
        if (message.type === "increment") return count + 1;
        dispatch(message.from, count);
        return count;
      },
      undefined,
      { initialState: 0 },
    );
    const producer = spawnStateless(system, (message: ToProducer, { self }) => {
      if (message !== "start") return resolve(message);
      for (let left = increments; left > 0; left--) dispatch(counter, { type: "increment" });
      dispatch(counter, { type: "retrieve", from: self });
    });
    dispatch(producer, "start");
  });
