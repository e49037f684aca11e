// Savina 9: workers add to a sorted linked list that one process holds, look for values in it, and ask for its size.

import { SortedList } from "../../../savina/compute.ts";
import { type ListRequest, listRequest, numbersOf } from "../../../savina/requests.ts";
import type { Program } from "../../../serve.ts";
import { type Process, run, send, spawn } from "../scheduler.ts";

interface ToList {
  readonly type: ListRequest["type"] | "end";
  readonly value: number;
  readonly from: Process<ToMain>;
}

interface Result {
  readonly type: "result";
  readonly value: number;
}

type ToMain = Result | { readonly type: "done" };

export const sortedList: Program = async (workers, requests, writePercent, sizePercent) => {
  let size = 0;
  spawn<ToMain>(function* (self) {
    const process = spawn(holder);
    for (let id = 0; id < workers; id++) spawn<Result>((one) => worker(one, process, self, id, requests, writePercent, sizePercent));
    for (let left = workers; left > 0; left--) {
      if (self.mailbox.size === 0) yield;
      self.mailbox.take();
    }
    send(process, { type: "size", value: 0, from: self });
    if (self.mailbox.size === 0) yield;
    const message = self.mailbox.take();
    if (message.type === "result") size = message.value;
    send(process, { type: "end", value: 0, from: self });
  });
  run();
  return size;
};

function* worker(
  self: Process<Result>,
  process: Process<ToList>,
  main: Process<ToMain>,
  id: number,
  requests: number,
  writePercent: number,
  sizePercent: number,
): Generator<void, void, void> {
  const random = numbersOf(id, requests, writePercent, sizePercent);
  for (let left = requests; left > 0; left--) {
    const { type, value } = listRequest(random, writePercent, sizePercent);
    send(process, { type, value, from: self });
    if (self.mailbox.size === 0) yield;
    self.mailbox.take();
  }
  send(main, { type: "done" });
}

function* holder(self: Process<ToList>): Generator<void, void, void> {
  const list = new SortedList();
  for (;;) {
    if (self.mailbox.size === 0) yield;
    const message = self.mailbox.take();
    if (message.type === "end") return;
    send(message.from, { type: "result", value: answerOf(list, message) });
  }
}

function answerOf(list: SortedList, { type, value }: ToList): number {
  if (type === "size") return list.size;
  if (type === "contains") return list.has(value) ? 1 : 0;
  list.add(value);
  return value;
}
