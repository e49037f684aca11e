// System: what there is to know of the machine and of the runtime.

import { PROCESSES } from "../../bindings/core.ts";
import { parallelism } from "../../bindings/host.ts";
import { callingOrDefault } from "../runtime.ts";
import { now } from "../scheduler.ts";

/**
 * Returns how many threads the host runs at once, at least 1: a baseline for limits of concurrency.
 *
 * @see https://hexdocs.pm/elixir/System.html#schedulers_online/0
 */
export function schedulersOnline(): number {
  return Math.max(1, Math.trunc(parallelism()));
}

/** Returns the milliseconds, with fractions, of the runtime's clock: they never go back, and begin anywhere. */
export function monotonicTime(): number {
  return now(callingOrDefault());
}

/** Returns how many processes the runtime has, those that are ending included. */
export function processCount(): number {
  return callingOrDefault().core.count(PROCESSES);
}
