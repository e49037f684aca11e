// Savina 8: workers read and write a map that one actor holds. The answer is how many keys it has in the end.

import { dispatch, type Ref, spawn, stop } from "nact";
import { type DictionaryRequest, dictionaryRequest, numbersOf } from "../../../../savina/requests.ts";
import type { Program } from "../../../../serve.ts";
import { inSystem, type System } from "../system.ts";

type ToDictionary = (DictionaryRequest & { readonly from: Ref<Result> }) | { readonly type: "end"; readonly from: Ref<number> };
type ToWorker = "start" | Result;
type ToMain = "done" | number;

interface Result {
  readonly type: "result";
  readonly value: number;
}

export const dictionary: Program = (workers, requests, writePercent) =>
  inSystem<number>((system, resolve) => {
    const holder = spawnHolder(system);
    const main = spawn(
      system,
      (left: number, message: ToMain, { self }): number => {
        if (message !== "done") resolve(message);
        else if (left === 1) dispatch(holder, { type: "end", from: self });
        return left - 1;
      },
      undefined,
      { initialState: workers },
    );
    for (let id = 0; id < workers; id++) dispatch(spawnWorker(system, holder, main, id, requests, writePercent), "start");
  });

function spawnWorker(system: System, holder: Ref<ToDictionary>, main: Ref<ToMain>, id: number, requests: number, writePercent: number): Ref<ToWorker> {
  const random = numbersOf(id, requests, writePercent);
  return spawn(
    system,
    (left: number, _: ToWorker, { self }): number => {
      if (left === 0) {
        dispatch(main, "done");
        stop(self);
        return left;
      }
      const { type, key, value } = dictionaryRequest(random, writePercent);
      dispatch(holder, { type, from: self, key, value });
      return left - 1;
    },
    undefined,
    { initialState: requests },
  );
}

function spawnHolder(system: System): Ref<ToDictionary> {
  return spawn(
    system,
    (map: Map<number, number>, message: ToDictionary, { self }): Map<number, number> => {
      if (message.type === "end") {
        dispatch(message.from, map.size);
        stop(self);
        return map;
      }
      if (message.type === "write") map.set(message.key, message.value);
      dispatch(message.from, { type: "result", value: map.get(message.key) ?? 0 });
      return map;
    },
    undefined,
    { initialState: new Map<number, number>() },
  );
}
