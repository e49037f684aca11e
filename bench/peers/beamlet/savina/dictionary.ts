// Savina 8: workers read and write a map that one process holds. The answer is how many keys it has in the end.

"use beamlet";

import { type Pid, receive, run, self, send, spawn } from "beamlet";
import { type DictionaryRequest, dictionaryRequest, numbersOf } from "../../../savina/requests.ts";
import type { Program } from "../../../serve.ts";

type ToDictionary = (DictionaryRequest & { readonly from: Pid<Result> }) | { readonly type: "end"; readonly from: Pid<number> };

interface Result {
  readonly type: "result";
  readonly value: number;
}

export const dictionary: Program = (workers, requests, writePercent) => run(main, workers, requests, writePercent);

function* main(workers: number, requests: number, writePercent: number) {
  const pid = spawn(holder);
  for (let id = 0; id < workers; id++) spawn(worker, pid, self<"done">(), id, requests, writePercent);
  for (let left = workers; left > 0; left--) yield* receive<"done">();
  send(pid, { type: "end", from: self<number>() });
  return yield* receive<number>();
}

function* worker(pid: Pid<ToDictionary>, main: Pid<"done">, id: number, requests: number, writePercent: number) {
  const random = numbersOf(id, requests, writePercent);
  const from = self<Result>();
  for (let left = requests; left > 0; left--) {
    const { type, key, value } = dictionaryRequest(random, writePercent);
    send(pid, { type, from, key, value });
    yield* receive<Result>();
  }
  send(main, "done");
}

function* holder() {
  const map = new Map<number, number>();
  for (;;) {
    const message = yield* receive<ToDictionary>();
    if (message.type === "end") return send(message.from, map.size);
    if (message.type === "write") map.set(message.key, message.value);
    send(message.from, { type: "result", value: map.get(message.key) ?? 0 });
  }
}
