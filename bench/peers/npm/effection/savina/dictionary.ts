// Savina 8: workers read and write a map that one task holds. The answer is how many keys it has in the end.

import { createQueue, type Operation, run, spawn } from "effection";
import { type DictionaryRequest, dictionaryRequest, numbersOf } from "../../../../savina/requests.ts";
import type { Program } from "../../../../serve.ts";
import { type Mailbox, take } from "../mailbox.ts";

type ToDictionary = (DictionaryRequest & { readonly from: Mailbox<Result> }) | { readonly type: "end"; readonly from: Mailbox<number> };

interface Result {
  readonly type: "result";
  readonly value: number;
}

export const dictionary: Program = async (workers, requests, writePercent) => run(() => main(workers, requests, writePercent));

function* main(workers: number, requests: number, writePercent: number): Operation<number> {
  const dictionary = createQueue<ToDictionary, never>();
  const done = createQueue<"done", never>();
  yield* spawn(() => holder(dictionary));
  for (let id = 0; id < workers; id++) yield* spawn(() => worker(dictionary, done, id, requests, writePercent));
  for (let left = workers; left > 0; left--) yield* take(done);
  const size = createQueue<number, never>();
  dictionary.add({ type: "end", from: size });
  return yield* take(size);
}

function* worker(dictionary: Mailbox<ToDictionary>, main: Mailbox<"done">, id: number, requests: number, writePercent: number): Operation<void> {
  const own = createQueue<Result, never>();
  const random = numbersOf(id, requests, writePercent);
  for (let left = requests; left > 0; left--) {
    const { type, key, value } = dictionaryRequest(random, writePercent);
    dictionary.add({ type, from: own, key, value });
    yield* take(own);
  }
  main.add("done");
}

function* holder(own: Mailbox<ToDictionary>): Operation<void> {
  const map = new Map<number, number>();
  for (;;) {
    const message = yield* take(own);
    if (message.type === "end") return message.from.add(map.size);
    if (message.type === "write") map.set(message.key, message.value);
    message.from.add({ type: "result", value: map.get(message.key) ?? 0 });
  }
}
