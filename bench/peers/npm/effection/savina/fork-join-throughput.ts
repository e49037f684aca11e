// Savina 4: messages to all workers in turn, each of which computes a little and tells its count at the last one.

import { createQueue, type Operation, run, spawn } from "effection";
import { compute } from "../../../../savina/compute.ts";
import type { Program } from "../../../../serve.ts";
import { type Mailbox, take } from "../mailbox.ts";

export const forkJoinThroughput: Program = async (workers, messages) => run(() => main(workers, messages));

function* main(workers: number, messages: number): Operation<number> {
  const own = createQueue<number, never>();
  const mailboxes = Array.from({ length: workers }, () => createQueue<"go", never>());
  for (const mailbox of mailboxes) yield* spawn(() => worker(mailbox, messages, own));
  for (let left = messages; left > 0; left--) for (const mailbox of mailboxes) mailbox.add("go");
  let sum = 0;
  for (let left = workers; left > 0; left--) sum += yield* take(own);
  return sum;
}

function* worker(own: Mailbox<"go">, messages: number, main: Mailbox<number>): Operation<void> {
  let done = 0;
  for (let left = messages; left > 0; left--) {
    yield* take(own);
    done += compute(37.2);
  }
  main.add(done);
}
