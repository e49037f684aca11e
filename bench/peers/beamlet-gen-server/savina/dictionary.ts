// Savina 8 with a server that holds the map, which is called.

import { GenServer, type Pid, receive, run, self, send, spawn } from "beamlet";
import { type DictionaryRequest, dictionaryRequest, numbersOf } from "../../../savina/requests.ts";
import type { Program } from "../../../serve.ts";

type Request = DictionaryRequest | { readonly type: "size" };

const Dictionary = GenServer.define({
  init: () => ({ state: new Map<number, number>() }),
  handleCall(request: Request, _from, map: Map<number, number>) {
    if (request.type === "size") return { reply: map.size, state: map };
    if (request.type === "write") map.set(request.key, request.value);
    return { reply: map.get(request.key) ?? 0, state: map };
  },
});

export const dictionary: Program = (workers, requests, writePercent) => run(main, workers, requests, writePercent);

function* main(workers: number, requests: number, writePercent: number) {
  const server = yield* GenServer.startLink(Dictionary);
  for (let id = 0; id < workers; id++) spawn(worker, server, self<"done">(), id, requests, writePercent);
  for (let left = workers; left > 0; left--) yield* receive<"done">();
  return yield* GenServer.call(server, { type: "size" });
}

function* worker(server: Pid, main: Pid<"done">, id: number, requests: number, writePercent: number) {
  const random = numbersOf(id, requests, writePercent);
  for (let left = requests; left > 0; left--) yield* GenServer.call(server, dictionaryRequest(random, writePercent));
  send(main, "done");
}
