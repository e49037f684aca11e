// Savina 2: a producer sends increments without waiting, then asks for the count.

import { createQueue, type Operation, run, spawn } from "effection";
import type { Program } from "../../../../serve.ts";
import { type Mailbox, take } from "../mailbox.ts";

type ToCounter = { readonly type: "increment" } | { readonly type: "retrieve"; readonly from: Mailbox<number> };

export const counting: Program = async (increments) => run(() => producer(increments));

function* producer(increments: number): Operation<number> {
  const own = createQueue<number, never>();
  const other = createQueue<ToCounter, never>();
  yield* spawn(() => counter(other));
  for (let left = increments; left > 0; left--) other.add({ type: "increment" });
  other.add({ type: "retrieve", from: own });
  return yield* take(own);
}

function* counter(own: Mailbox<ToCounter>): Operation<void> {
  let count = 0;
  let message = yield* take(own);
  for (; message.type === "increment"; message = yield* take(own)) count += 1;
  message.from.add(count);
}
