// Savina 18: odd numbers go through a chain of filters, each of which holds so many primes and grows the next one.

import { Effect, Queue } from "effect";
import type { Program } from "../../../../serve.ts";

type ToFilter = number | "exit";

export const sieve: Program = (limit, primesEach) => Effect.runPromise(producer(limit, primesEach));

/** How many primes there are below the limit. */
const producer = Effect.fnUntraced(function* (limit: number, primesEach: number) {
  const own = yield* Queue.unbounded<number>();
  const first = yield* Queue.unbounded<ToFilter>();
  yield* Effect.forkDetach(filter(first, 2, primesEach, 0, own));
  for (let candidate = 3; candidate < limit; candidate += 2) yield* Queue.offer(first, candidate);
  yield* Queue.offer(first, "exit");
  return yield* Queue.take(own);
});

const filter: (
  own: Queue.Queue<ToFilter>,
  firstPrime: number,
  primesEach: number,
  before: number,
  main: Queue.Queue<number>,
) => Effect.Effect<boolean> = Effect.fnUntraced(function* (own, firstPrime, primesEach, before, main) {
  const primes = [firstPrime];
  let next: Queue.Queue<ToFilter> | undefined;
  for (;;) {
    const candidate = yield* Queue.take(own);
    if (candidate === "exit") return yield* next === undefined ? Queue.offer(main, before + primes.length) : Queue.offer(next, "exit");
    if (!isPrimeTo(primes, candidate)) continue;
    if (next !== undefined) {
      yield* Queue.offer(next, candidate);
    } else if (primes.length < primesEach) {
      primes.push(candidate);
    } else {
      next = yield* Queue.unbounded<ToFilter>();
      // Detached, as a filter ends before the next one does.
      yield* Effect.forkDetach(filter(next, candidate, primesEach, before + primes.length, main));
    }
  }
});

function isPrimeTo(primes: readonly number[], candidate: number): boolean {
  for (const prime of primes) if (candidate % prime === 0) return false;
  return true;
}
