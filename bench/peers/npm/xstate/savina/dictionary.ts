// Savina 8: workers read and write a map that one actor holds. The answer is how many keys it has in the end.

import { createActor, fromTransition } from "xstate";
import { type DictionaryRequest, dictionaryRequest, numbersOf } from "../../../../savina/requests.ts";
import type { Program } from "../../../../serve.ts";
import type { To } from "../to.ts";

type ToMain = { readonly type: "done" } | { readonly type: "size"; readonly size: number };
type ToDictionary = (DictionaryRequest & { readonly from: To<ToWorker> }) | { readonly type: "end"; readonly from: To<ToMain> };
type ToWorker = { readonly type: "start" } | { readonly type: "result"; readonly value: number };

export const dictionary: Program = (workers, requests, writePercent) =>
  new Promise((resolve) => {
    const dictionary = startHolder();
    const main = createActor(
      fromTransition((running: number, event: ToMain, { self }) => {
        if (event.type === "size") resolve(event.size);
        else if (running === 1) dictionary.send({ type: "end", from: self });
        return running - 1;
      }, workers),
    ).start();
    for (let id = 0; id < workers; id++) startWorker(dictionary, main, id, requests, writePercent).send({ type: "start" });
  });

function startWorker(dictionary: To<ToDictionary>, main: To<ToMain>, id: number, requests: number, writePercent: number): To<ToWorker> {
  const random = numbersOf(id, requests, writePercent);
  return createActor(
    fromTransition((left: number, event: ToWorker, { self }) => {
      // A stop is an event too.
      if (event.type !== "start" && event.type !== "result") return left;
      if (left > 0) {
        const { type, key, value } = dictionaryRequest(random, writePercent);
        dictionary.send({ type, from: self, key, value });
      } else {
        main.send({ type: "done" });
        self.stop();
      }
      return left - 1;
    }, requests),
  ).start();
}

function startHolder(): To<ToDictionary> {
  return createActor(
    fromTransition((map: Map<number, number>, event: ToDictionary, { self }) => {
      if (event.type === "end") {
        event.from.send({ type: "size", size: map.size });
        self.stop();
      } else if (event.type === "write" || event.type === "read") {
        if (event.type === "write") map.set(event.key, event.value);
        event.from.send({ type: "result", value: map.get(event.key) ?? 0 });
      }
      return map;
    }, new Map()),
  ).start();
}
