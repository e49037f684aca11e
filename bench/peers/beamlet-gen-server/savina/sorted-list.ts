// Savina 9 with a server that holds the list, which is called.

import { GenServer, type Pid, receive, run, self, send, spawn } from "beamlet";
import { SortedList } from "../../../savina/compute.ts";
import { type ListRequest, listRequest, numbersOf } from "../../../savina/requests.ts";
import type { Program } from "../../../serve.ts";

const Holder = GenServer.define({
  init: () => ({ state: new SortedList() }),
  handleCall({ type, value }: ListRequest, _from, list: SortedList) {
    if (type === "size") return { reply: list.size, state: list };
    if (type === "contains") return { reply: list.has(value) ? 1 : 0, state: list };
    list.add(value);
    return { reply: value, state: list };
  },
});

export const sortedList: Program = (workers, requests, writePercent, sizePercent) => run(main, workers, requests, writePercent, sizePercent);

function* main(workers: number, requests: number, writePercent: number, sizePercent: number) {
  const server = yield* GenServer.startLink(Holder);
  for (let id = 0; id < workers; id++) spawn(worker, server, self<"done">(), id, requests, writePercent, sizePercent);
  for (let left = workers; left > 0; left--) yield* receive<"done">();
  return yield* GenServer.call(server, { type: "size", value: 0 });
}

function* worker(server: Pid, main: Pid<"done">, id: number, requests: number, writePercent: number, sizePercent: number) {
  const random = numbersOf(id, requests, writePercent, sizePercent);
  for (let left = requests; left > 0; left--) yield* GenServer.call(server, listRequest(random, writePercent, sizePercent), Infinity);
  send(main, "done");
}
