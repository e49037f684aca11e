// What nact's programs share: a system of their own, and an actor that adds up, and how long a query may take.

import { type Ref, spawn, start, stop } from "nact";

export type System = ReturnType<typeof start>;

/** Of a query, in milliseconds: none comes near. */
export const timeout = 60_000;

/** Runs in a system of its own, which is stopped at the end. */
export async function inSystem<T>(work: (system: System, resolve: (answer: T) => void) => void): Promise<T> {
  const system = start();
  try {
    return await new Promise<T>((resolve) => work(system, resolve));
  } finally {
    stop(system);
  }
}

interface Sum {
  readonly sum: number;
  readonly left: number;
}

/** An actor that adds up so many numbers, and then resolves. */
export function spawnSum(system: System, count: number, resolve: (sum: number) => void): Ref<number> {
  return spawn(
    system,
    ({ sum, left }: Sum, value: number): Sum => {
      if (left === 1) resolve(sum + value);
      return { sum: sum + value, left: left - 1 };
    },
    undefined,
    { initialState: { sum: 0, left: count } },
  );
}
