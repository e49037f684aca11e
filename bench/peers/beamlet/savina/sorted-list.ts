// Savina 9: workers add to a sorted linked list that one process holds, look for values in it, and ask for its size.

"use beamlet";

import { type Pid, receive, run, self, send, spawn } from "beamlet";
import { SortedList } from "../../../savina/compute.ts";
import { type ListRequest, listRequest, numbersOf } from "../../../savina/requests.ts";
import type { Program } from "../../../serve.ts";

interface ToList {
  readonly type: ListRequest["type"];
  readonly value: number;
  readonly from: Pid<Result>;
}

interface Result {
  readonly type: "result";
  readonly value: number;
}

export const sortedList: Program = (workers, requests, writePercent, sizePercent) => run(main, workers, requests, writePercent, sizePercent);

function* main(workers: number, requests: number, writePercent: number, sizePercent: number) {
  const pid = spawn(holder);
  for (let id = 0; id < workers; id++) spawn(worker, pid, self<"done">(), id, requests, writePercent, sizePercent);
  for (let left = workers; left > 0; left--) yield* receive<"done">();
  send(pid, { type: "size", value: 0, from: self<Result>() });
  const { value } = yield* receive<Result>();
  send(pid, "end");
  return value;
}

function* worker(pid: Pid<ToList>, main: Pid<"done">, id: number, requests: number, writePercent: number, sizePercent: number) {
  const random = numbersOf(id, requests, writePercent, sizePercent);
  const from = self<Result>();
  for (let left = requests; left > 0; left--) {
    const { type, value } = listRequest(random, writePercent, sizePercent);
    send(pid, { type, value, from });
    yield* receive<Result>();
  }
  send(main, "done");
}

function* holder() {
  const list = new SortedList();
  for (;;) {
    const message = yield* receive<ToList | "end">();
    if (message === "end") return;
    send(message.from, { type: "result", value: answerOf(list, message) });
  }
}

function answerOf(list: SortedList, { type, value }: ToList): number {
  if (type === "size") return list.size;
  if (type === "contains") return list.has(value) ? 1 : 0;
  list.add(value);
  return value;
}
