// Savina 9: workers add to a sorted linked list that one task holds, look for values in it, and ask for its size.

import { createQueue, type Operation, run, spawn } from "effection";
import { SortedList } from "../../../../savina/compute.ts";
import { type ListRequest, listRequest, numbersOf } from "../../../../savina/requests.ts";
import type { Program } from "../../../../serve.ts";
import { type Mailbox, take } from "../mailbox.ts";

interface Request extends ListRequest {
  readonly from: Mailbox<Result>;
}

type ToList = Request | "end";

interface Result {
  readonly type: "result";
  readonly value: number;
}

export const sortedList: Program = async (workers, requests, writePercent, sizePercent) => run(() => main(workers, requests, writePercent, sizePercent));

function* main(workers: number, requests: number, writePercent: number, sizePercent: number): Operation<number> {
  const list = createQueue<ToList, never>();
  const done = createQueue<"done", never>();
  yield* spawn(() => holder(list));
  for (let id = 0; id < workers; id++) yield* spawn(() => worker(list, done, id, requests, writePercent, sizePercent));
  for (let left = workers; left > 0; left--) yield* take(done);
  const size = createQueue<Result, never>();
  list.add({ type: "size", value: 0, from: size });
  const { value } = yield* take(size);
  list.add("end");
  return value;
}

function* worker(
  list: Mailbox<ToList>,
  main: Mailbox<"done">,
  id: number,
  requests: number,
  writePercent: number,
  sizePercent: number,
): Operation<void> {
  const own = createQueue<Result, never>();
  const random = numbersOf(id, requests, writePercent, sizePercent);
  for (let left = requests; left > 0; left--) {
    const { type, value } = listRequest(random, writePercent, sizePercent);
    list.add({ type, value, from: own });
    yield* take(own);
  }
  main.add("done");
}

function* holder(own: Mailbox<ToList>): Operation<void> {
  const list = new SortedList();
  for (let message = yield* take(own); message !== "end"; message = yield* take(own)) {
    message.from.add({ type: "result", value: answerOf(list, message) });
  }
}

function answerOf(list: SortedList, { type, value }: Request): number {
  if (type === "size") return list.size;
  if (type === "contains") return list.has(value) ? 1 : 0;
  list.add(value);
  return value;
}
