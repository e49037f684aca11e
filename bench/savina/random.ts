// The random numbers of the Savina programs: the suite's own generator of 16 bits, so that every peer draws the same.

export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed & 0xffff;
  }

  /** The next number from 0 to below `limit`, which may be 65,536 at most. */
  next(limit = 0x10000): number {
    this.#state = (this.#state * 1309 + 13849) & 0xffff;
    return this.#state % limit;
  }
}

/** So many draws, which is what a Savina program does to be busy. Returns the last, so that no compiler leaves them out. */
export function busyWait(draws: number): number {
  const random = new Random(draws);
  let last = 0;
  for (let left = draws; left > 0; left--) last = random.next();
  return last;
}
