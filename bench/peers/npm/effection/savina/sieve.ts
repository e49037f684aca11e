// Savina 18: odd numbers go through a chain of filters, each of which holds so many primes and grows the next one.

import { createQueue, type Operation, run, spawn, type Task } from "effection";
import type { Program } from "../../../../serve.ts";
import { type Mailbox, take } from "../mailbox.ts";

type ToFilter = number | "exit";

export const sieve: Program = async (limit, primesEach) => run(() => producer(limit, primesEach));

/** How many primes there are below the limit. */
function* producer(limit: number, primesEach: number): Operation<number> {
  const own = createQueue<number, never>();
  const first = createQueue<ToFilter, never>();
  yield* spawn(() => filter(first, 2, primesEach, 0, own));
  for (let candidate = 3; candidate < limit; candidate += 2) first.add(candidate);
  first.add("exit");
  return yield* take(own);
}

function* filter(own: Mailbox<ToFilter>, firstPrime: number, primesEach: number, before: number, main: Mailbox<number>): Operation<void> {
  const primes = [firstPrime];
  let next: { readonly mailbox: Mailbox<ToFilter>; readonly task: Task<void> } | undefined;
  for (;;) {
    const candidate = yield* take(own);
    if (candidate === "exit") break;
    if (!isPrimeTo(primes, candidate)) continue;
    if (next !== undefined) {
      next.mailbox.add(candidate);
    } else if (primes.length < primesEach) {
      primes.push(candidate);
    } else {
      const mailbox = createQueue<ToFilter, never>();
      next = { mailbox, task: yield* spawn(() => filter(mailbox, candidate, primesEach, before + primes.length, main)) };
    }
  }
  if (next === undefined) return main.add(before + primes.length);
  next.mailbox.add("exit");
  // A task's end would end the tasks it spawned.
  yield* next.task;
}

function isPrimeTo(primes: readonly number[], candidate: number): boolean {
  for (const prime of primes) if (candidate % prime === 0) return false;
  return true;
}
