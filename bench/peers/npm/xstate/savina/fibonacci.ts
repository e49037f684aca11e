// Savina 30: an actor for each call of the recursive function.

import { createActor, fromTransition } from "xstate";
import type { Program } from "../../../../serve.ts";
import type { To } from "../to.ts";

type Result = { readonly type: "result"; readonly value: number };
type ToFib = { readonly type: "start" } | Result;

export const fibonacci: Program = (n) =>
  new Promise((resolve) => {
    const main = createActor(
      fromTransition((state: undefined, event: Result) => {
        resolve(event.value);
        return state;
      }, undefined),
    ).start();
    startFib(n, main).send({ type: "start" });
  });

function startFib(n: number, parent: To<Result>): To<ToFib> {
  return createActor(
    fromTransition((first: number | undefined, event: ToFib, { self }) => {
      if (event.type === "start" && n > 2) {
        startFib(n - 1, self).send({ type: "start" });
        startFib(n - 2, self).send({ type: "start" });
      } else if (event.type === "result" && first === undefined) {
        return event.value;
      } else if (event.type === "start" || event.type === "result") {
        parent.send({ type: "result", value: event.type === "start" ? 1 : (first ?? 0) + event.value });
        self.stop();
      }
      return first;
    }, undefined),
  ).start();
}
