// Savina 30: a fiber for each call of the recursive function.

import { Effect, Queue } from "effect";
import type { Program } from "../../../../serve.ts";

export const fibonacci: Program = (n) => Effect.runPromise(main(n));

const main = Effect.fnUntraced(function* (n: number) {
  const own = yield* Queue.unbounded<number>();
  yield* Effect.forkChild(fib(n, own));
  return yield* Queue.take(own);
});

const fib: (n: number, parent: Queue.Queue<number>) => Effect.Effect<boolean> = Effect.fnUntraced(function* (n, parent) {
  if (n <= 2) return yield* Queue.offer(parent, 1);
  const own = yield* Queue.unbounded<number>();
  yield* Effect.forkChild(fib(n - 1, own));
  yield* Effect.forkChild(fib(n - 2, own));
  return yield* Queue.offer(parent, (yield* Queue.take(own)) + (yield* Queue.take(own)));
});
