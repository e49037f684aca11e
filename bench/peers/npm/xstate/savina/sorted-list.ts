// Savina 9: workers add to a sorted linked list that one actor holds, look for values in it, and ask for its size.

import { createActor, fromTransition } from "xstate";
import { SortedList } from "../../../../savina/compute.ts";
import { type ListRequest, listRequest, numbersOf } from "../../../../savina/requests.ts";
import type { Program } from "../../../../serve.ts";
import type { To } from "../to.ts";

interface Request extends ListRequest {
  readonly from: To<Result>;
}

type Result = { readonly type: "result"; readonly value: number };
type ToList = Request | { readonly type: "end" };
type ToMain = { readonly type: "done" } | Result;
type ToWorker = { readonly type: "start" } | Result;

export const sortedList: Program = (workers, requests, writePercent, sizePercent) =>
  new Promise((resolve) => {
    const list = startHolder();
    const main = createActor(
      fromTransition((running: number, event: ToMain, { self }) => {
        if (event.type === "result") {
          list.send({ type: "end" });
          resolve(event.value);
        } else if (running === 1) {
          list.send({ type: "size", value: 0, from: self });
        }
        return running - 1;
      }, workers),
    ).start();
    for (let id = 0; id < workers; id++) startWorker(list, main, id, requests, writePercent, sizePercent).send({ type: "start" });
  });

function startWorker(list: To<ToList>, main: To<ToMain>, id: number, requests: number, writePercent: number, sizePercent: number): To<ToWorker> {
  const random = numbersOf(id, requests, writePercent, sizePercent);
  return createActor(
    fromTransition((left: number, event: ToWorker, { self }) => {
      // A stop is an event too.
      if (event.type !== "start" && event.type !== "result") return left;
      if (left > 0) {
        const { type, value } = listRequest(random, writePercent, sizePercent);
        list.send({ type, value, from: self });
      } else {
        main.send({ type: "done" });
        self.stop();
      }
      return left - 1;
    }, requests),
  ).start();
}

function startHolder(): To<ToList> {
  return createActor(
    fromTransition((list: SortedList, event: ToList, { self }) => {
      if (event.type === "end") self.stop();
      else if (event.type === "add" || event.type === "contains" || event.type === "size") event.from.send({ type: "result", value: answerOf(list, event) });
      return list;
    }, new SortedList()),
  ).start();
}

function answerOf(list: SortedList, { type, value }: Request): number {
  if (type === "size") return list.size;
  if (type === "contains") return list.has(value) ? 1 : 0;
  list.add(value);
  return value;
}
