// Savina 13: an arbiter wakes a random smoker, which says that it has started and is busy for a while.

import { createQueue, type Operation, run, spawn } from "effection";
import { busyWait, Random } from "../../../../savina/random.ts";
import type { Program } from "../../../../serve.ts";
import { type Mailbox, take } from "../mailbox.ts";

type ToSmoker = { readonly type: "start"; readonly busy: number } | { readonly type: "exit" };

interface Started {
  readonly type: "started";
}

export const cigaretteSmokers: Program = async (rounds, smokers) => run(() => arbiter(rounds, smokers));

function* arbiter(rounds: number, smokers: number): Operation<number> {
  const own = createQueue<Started, never>();
  const random = new Random(rounds * smokers);
  const mailboxes = Array.from({ length: smokers }, () => createQueue<ToSmoker, never>());
  for (const mailbox of mailboxes) yield* spawn(() => smoker(mailbox, own));
  let started = 0;
  while (started < rounds) {
    mailboxes[random.next(smokers)]?.add({ type: "start", busy: random.next(1_000) + 10 });
    yield* take(own);
    started += 1;
  }
  for (const mailbox of mailboxes) mailbox.add({ type: "exit" });
  return started;
}

function* smoker(own: Mailbox<ToSmoker>, arbiter: Mailbox<Started>): Operation<void> {
  for (let message = yield* take(own); message.type === "start"; message = yield* take(own)) {
    arbiter.add({ type: "started" });
    busyWait(message.busy);
  }
}
