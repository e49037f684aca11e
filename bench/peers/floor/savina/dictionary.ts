// Savina 8: workers read and write a map that one process holds. The answer is how many keys it has in the end.

import { type DictionaryRequest, dictionaryRequest, numbersOf } from "../../../savina/requests.ts";
import type { Program } from "../../../serve.ts";
import { type Process, run, send, spawn } from "../scheduler.ts";

type ToDictionary = (DictionaryRequest & { readonly from: Process<Result> }) | { readonly type: "end"; readonly from: Process<ToMain> };
type ToMain = "done" | number;

interface Result {
  readonly type: "result";
  readonly value: number;
}

export const dictionary: Program = async (workers, requests, writePercent) => {
  let answer: ToMain = 0;
  spawn<ToMain>(function* (self) {
    const process = spawn(holder);
    for (let id = 0; id < workers; id++) spawn<Result>((one) => worker(one, process, self, id, requests, writePercent));
    for (let left = workers; left > 0; left--) {
      if (self.mailbox.size === 0) yield;
      self.mailbox.take();
    }
    send(process, { type: "end", from: self });
    if (self.mailbox.size === 0) yield;
    answer = self.mailbox.take();
  });
  run();
  return answer;
};

function* worker(
  self: Process<Result>,
  process: Process<ToDictionary>,
  main: Process<ToMain>,
  id: number,
  requests: number,
  writePercent: number,
): Generator<void, void, void> {
  const random = numbersOf(id, requests, writePercent);
  for (let left = requests; left > 0; left--) {
    const { type, key, value } = dictionaryRequest(random, writePercent);
    send(process, { type, from: self, key, value });
    if (self.mailbox.size === 0) yield;
    self.mailbox.take();
  }
  send(main, "done");
}

function* holder(self: Process<ToDictionary>): Generator<void, void, void> {
  const map = new Map<number, number>();
  for (;;) {
    if (self.mailbox.size === 0) yield;
    const message = self.mailbox.take();
    if (message.type === "end") return send(message.from, map.size);
    if (message.type === "write") map.set(message.key, message.value);
    send(message.from, { type: "result", value: map.get(message.key) ?? 0 });
  }
}
