// Savina 30: a task for each call of the recursive function.

import { createQueue, type Operation, run, spawn } from "effection";
import type { Program } from "../../../../serve.ts";
import { type Mailbox, take } from "../mailbox.ts";

export const fibonacci: Program = async (n) =>
  run(function* () {
    const own = createQueue<number, never>();
    yield* spawn(() => fib(n, own));
    return yield* take(own);
  });

function* fib(n: number, parent: Mailbox<number>): Operation<void> {
  if (n <= 2) return parent.add(1);
  const own = createQueue<number, never>();
  yield* spawn(() => fib(n - 1, own));
  yield* spawn(() => fib(n - 2, own));
  parent.add((yield* take(own)) + (yield* take(own)));
}
