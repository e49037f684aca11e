// Savina 18: odd numbers go through a chain of filters, each of which holds so many primes and grows the next one.

import { createActor, fromTransition } from "xstate";
import type { Program } from "../../../../serve.ts";
import type { To } from "../to.ts";

type ToMain = { readonly type: "start" } | { readonly type: "counted"; readonly primes: number };
type ToFilter = { readonly type: "candidate"; readonly value: number } | { readonly type: "exit" };

/** How many primes there are below the limit. */
export const sieve: Program = (limit, primesEach) =>
  new Promise((resolve) => {
    const main = fromTransition((state: undefined, event: ToMain, { self }) => {
      if (event.type === "start") {
        const first = startFilter(2, primesEach, 0, self);
        for (let value = 3; value < limit; value += 2) first.send({ type: "candidate", value });
        first.send({ type: "exit" });
      } else {
        resolve(event.primes);
      }
      return state;
    }, undefined);
    createActor(main).start().send({ type: "start" });
  });

function startFilter(firstPrime: number, primesEach: number, before: number, main: To<ToMain>): To<ToFilter> {
  const primes = [firstPrime];
  return createActor(
    fromTransition((next: To<ToFilter> | undefined, event: ToFilter, { self }) => {
      if (event.type === "exit") {
        if (next === undefined) main.send({ type: "counted", primes: before + primes.length });
        else next.send(event);
        self.stop();
      } else if (event.type === "candidate" && isPrimeTo(primes, event.value)) {
        if (next !== undefined) next.send(event);
        else if (primes.length < primesEach) primes.push(event.value);
        else return startFilter(event.value, primesEach, before + primes.length, main);
      }
      return next;
    }, undefined),
  ).start();
}

function isPrimeTo(primes: readonly number[], candidate: number): boolean {
  for (const prime of primes) if (candidate % prime === 0) return false;
  return true;
}
