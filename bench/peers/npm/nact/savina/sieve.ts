// Savina 18: odd numbers go through a chain of filters, each of which holds so many primes and grows the next one.

import { dispatch, type Ref, spawn, spawnStateless, stop } from "nact";
import type { Program } from "../../../../serve.ts";
import { inSystem, type System } from "../system.ts";

type ToFilter = number | "exit";

interface State {
  readonly primes: number[];
  readonly next: Ref<ToFilter> | undefined;
}

/** How many primes there are below the limit. */
export const sieve: Program = (limit, primesEach) =>
  inSystem<number>((system, resolve) => {
    const main = spawnStateless(system, (primes: number) => resolve(primes));
    const first = spawnFilter(system, 2, primesEach, 0, main);
    for (let candidate = 3; candidate < limit; candidate += 2) dispatch(first, candidate);
    dispatch(first, "exit");
  });

function spawnFilter(system: System, firstPrime: number, primesEach: number, before: number, main: Ref<number>): Ref<ToFilter> {
  return spawn(
    system,
    (state: State, candidate: ToFilter, { self }): State => {
      const { primes, next } = state;
      if (candidate === "exit") {
        if (next === undefined) dispatch(main, before + primes.length);
        else dispatch(next, "exit");
        stop(self);
        return state;
      }
      if (!isPrimeTo(primes, candidate)) return state;
      if (next !== undefined) dispatch(next, candidate);
      else if (primes.length < primesEach) primes.push(candidate);
      else return { primes, next: spawnFilter(system, candidate, primesEach, before + primes.length, main) };
      return state;
    },
    undefined,
    { initialState: { primes: [firstPrime], next: undefined } },
  );
}

function isPrimeTo(primes: readonly number[], candidate: number): boolean {
  for (const prime of primes) if (candidate % prime === 0) return false;
  return true;
}
