// Savina 18: odd numbers go through a chain of filters, each of which holds so many primes and grows the next one.

"use beamlet";

import { type Pid, receive, run, self, send, spawn } from "beamlet";
import type { Program } from "../../../serve.ts";

type ToFilter = number | "exit";

export const sieve: Program = (limit, primesEach) => run(producer, limit, primesEach);

/** How many primes there are below the limit. */
function* producer(limit: number, primesEach: number) {
  const first = spawn(filter, 2, primesEach, 0, self<number>());
  for (let candidate = 3; candidate < limit; candidate += 2) send(first, candidate);
  send(first, "exit");
  return yield* receive<number>();
}

function* filter(firstPrime: number, primesEach: number, before: number, main: Pid<number>) {
  const primes = [firstPrime];
  let next: Pid<ToFilter> | undefined;
  for (;;) {
    const candidate = yield* receive<ToFilter>();
    if (candidate === "exit") return next === undefined ? send(main, before + primes.length) : send(next, "exit");
    if (!isPrimeTo(primes, candidate)) continue;
    if (next !== undefined) send(next, candidate);
    else if (primes.length < primesEach) primes.push(candidate);
    else next = spawn(filter, candidate, primesEach, before + primes.length, main);
  }
}

function isPrimeTo(primes: readonly number[], candidate: number): boolean {
  for (const prime of primes) if (candidate % prime === 0) return false;
  return true;
}
