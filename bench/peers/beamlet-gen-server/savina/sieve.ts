// Savina 18 with servers as filters, each of which casts to the next and starts it.

import { GenServer, type Operation, type Pid, receive, run, self, send } from "beamlet";
import type { Program } from "../../../serve.ts";

interface Filter {
  readonly main: Pid<number>;
  readonly primesEach: number;
  /** How many primes the filters before it hold. */
  readonly before: number;
  readonly primes: number[];
  next: Pid | undefined;
}

const Filter = GenServer.define({
  init: (filter: Filter) => ({ state: filter }),
  handleCast(candidate: number | "exit", state: Filter) {
    const { main, primesEach, before, primes, next } = state;
    if (candidate === "exit") {
      if (next === undefined) send(main, before + primes.length);
      else GenServer.cast(next, "exit");
      return { stop: "normal", state };
    }
    if (!isPrimeTo(primes, candidate)) return { state };
    if (next !== undefined) GenServer.cast(next, candidate);
    else if (primes.length < primesEach) primes.push(candidate);
    else return { state, continue: candidate };
    return { state };
  },
  *handleContinue(prime: number, state: Filter) {
    state.next = yield* startNext(state, prime);
    return { state };
  },
});

function startNext({ main, primesEach, before, primes }: Filter, prime: number): Operation<Pid> {
  return GenServer.start(Filter, { main, primesEach, before: before + primes.length, primes: [prime], next: undefined });
}

export const sieve: Program = (limit, primesEach) => run(producer, limit, primesEach);

/** How many primes there are below the limit. */
function* producer(limit: number, primesEach: number) {
  const first = yield* GenServer.start(Filter, { main: self<number>(), primesEach, before: 0, primes: [2], next: undefined });
  for (let candidate = 3; candidate < limit; candidate += 2) GenServer.cast(first, candidate);
  GenServer.cast(first, "exit");
  return yield* receive<number>();
}

function isPrimeTo(primes: readonly number[], candidate: number): boolean {
  for (const prime of primes) if (candidate % prime === 0) return false;
  return true;
}
