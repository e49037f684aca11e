// Savina 9: workers add to a sorted linked list that one actor holds, look for values in it, and ask for its size.

import { dispatch, type Ref, spawn, stop } from "nact";
import { SortedList } from "../../../../savina/compute.ts";
import { type ListRequest, listRequest, numbersOf } from "../../../../savina/requests.ts";
import type { Program } from "../../../../serve.ts";
import { inSystem, type System } from "../system.ts";

type ToList = Request | "end";
type ToWorker = "start" | Result;
type ToMain = "done" | Result;

interface Request {
  readonly type: ListRequest["type"];
  readonly value: number;
  readonly from: Ref<Result>;
}

interface Result {
  readonly type: "result";
  readonly value: number;
}

export const sortedList: Program = (workers, requests, writePercent, sizePercent) =>
  inSystem<number>((system, resolve) => {
    const holder = spawnHolder(system);
    const main = spawn(
      system,
      (left: number, message: ToMain, { self }): number => {
        if (message !== "done") {
          dispatch(holder, "end");
          resolve(message.value);
        } else if (left === 1) {
          dispatch(holder, { type: "size", value: 0, from: self });
        }
        return left - 1;
      },
      undefined,
      { initialState: workers },
    );
    for (let id = 0; id < workers; id++) dispatch(spawnWorker(system, holder, main, id, requests, writePercent, sizePercent), "start");
  });

function spawnWorker(
  system: System,
  holder: Ref<ToList>,
  main: Ref<ToMain>,
  id: number,
  requests: number,
  writePercent: number,
  sizePercent: number,
): Ref<ToWorker> {
  const random = numbersOf(id, requests, writePercent, sizePercent);
  return spawn(
    system,
    (left: number, _: ToWorker, { self }): number => {
      if (left === 0) {
        dispatch(main, "done");
        stop(self);
        return left;
      }
      const { type, value } = listRequest(random, writePercent, sizePercent);
      dispatch(holder, { type, value, from: self });
      return left - 1;
    },
    undefined,
    { initialState: requests },
  );
}

function spawnHolder(system: System): Ref<ToList> {
  return spawn(
    system,
    (list: SortedList, message: ToList, { self }): SortedList => {
      if (message === "end") stop(self);
      else dispatch(message.from, { type: "result", value: answerOf(list, message) });
      return list;
    },
    undefined,
    { initialState: new SortedList() },
  );
}

function answerOf(list: SortedList, { type, value }: Request): number {
  if (type === "size") return list.size;
  if (type === "contains") return list.has(value) ? 1 : 0;
  list.add(value);
  return value;
}
