// Savina 18: odd numbers go through a chain of filters, each of which holds so many primes and grows the next one.

import type { Program } from "../../../serve.ts";
import { type Process, run, send, spawn } from "../scheduler.ts";

type ToFilter = number | "exit";

/** How many primes there are below the limit. */
export const sieve: Program = async (limit, primesEach) => {
  let answer = 0;
  spawn<number>(function* (self) {
    const first = spawn<ToFilter>((process) => filter(process, 2, primesEach, 0, self));
    for (let candidate = 3; candidate < limit; candidate += 2) send(first, candidate);
    send(first, "exit");
    if (self.mailbox.size === 0) yield;
    answer = self.mailbox.take();
  });
  run();
  return answer;
};

function* filter(
  self: Process<ToFilter>,
  firstPrime: number,
  primesEach: number,
  before: number,
  main: Process<number>,
): Generator<void, void, void> {
  const primes = [firstPrime];
  let next: Process<ToFilter> | undefined;
  for (;;) {
    if (self.mailbox.size === 0) yield;
    const candidate = self.mailbox.take();
    if (candidate === "exit") return next === undefined ? send(main, before + primes.length) : send(next, "exit");
    if (!isPrimeTo(primes, candidate)) continue;
    if (next !== undefined) send(next, candidate);
    else if (primes.length < primesEach) primes.push(candidate);
    else next = spawn<ToFilter>((process) => filter(process, candidate, primesEach, before + primes.length, main));
  }
}

function isPrimeTo(primes: readonly number[], candidate: number): boolean {
  for (const prime of primes) if (candidate % prime === 0) return false;
  return true;
}
