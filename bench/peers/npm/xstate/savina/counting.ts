// Savina 2: a producer sends increments without waiting, then asks for the count.

import { createActor, fromTransition } from "xstate";
import type { Program } from "../../../../serve.ts";
import type { To } from "../to.ts";

type ToProducer = { readonly type: "start" } | { readonly type: "counted"; readonly count: number };
type ToCounter = { readonly type: "increment" } | { readonly type: "retrieve"; readonly from: To<ToProducer> };

export const counting: Program = (increments) =>
  new Promise((resolve) => {
    const producer = fromTransition((state: undefined, event: ToProducer, { self }) => {
      if (event.type === "start") {
        const other = createActor(counter).start();
        for (let left = increments; left > 0; left--) other.send({ type: "increment" });
        other.send({ type: "retrieve", from: self });
      } else {
        resolve(event.count);
      }
      return state;
    }, undefined);
    createActor(producer).start().send({ type: "start" });
  });

const counter = fromTransition((count: number, event: ToCounter, { self }) => {
  if (event.type === "increment") return count + 1;
  if (event.type === "retrieve") {
    event.from.send({ type: "counted", count });
    self.stop();
  }
  return count;
}, 0);
