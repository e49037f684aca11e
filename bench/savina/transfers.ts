// The transfers of Savina's bank: always from a lower account to a higher one, so that no two wait for each other.

import { Random } from "./random.ts";

export interface Transfer {
  readonly from: number;
  readonly to: number;
  readonly amount: number;
}

/** What every account has at first. */
export const balance = 1_000_000;

export function tellersNumbers(): Random {
  return new Random(123_456);
}

export function transfer(random: Random, accounts: number): Transfer {
  const from = random.next(Math.floor(accounts / 10) * 8);
  const to = from + Math.max(1, random.next(accounts - from));
  return { from, to, amount: random.next(1_000) };
}
