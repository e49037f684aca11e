// What the workers of Savina's dictionary and sorted list ask for.

import { Random } from "./random.ts";

export interface DictionaryRequest {
  readonly type: "write" | "read";
  readonly key: number;
  /** What to write; 0 to read. */
  readonly value: number;
}

export interface ListRequest {
  readonly type: "add" | "contains" | "size";
  readonly value: number;
}

// The suite's number of possible keys. Its map holds them all from the start; here it starts empty, on every peer, because
// filling it takes longer than the messages do.
const keys = 524_287;

/** A worker's own numbers. Their seed depends on the whole of its task, as in the suite. */
export function numbersOf(worker: number, requests: number, ...percents: readonly number[]): Random {
  return new Random(percents.reduce((sum, percent) => sum + percent, worker + requests));
}

export function dictionaryRequest(random: Random, writePercent: number): DictionaryRequest {
  const isWrite = random.next(100) < writePercent;
  const key = (random.next() * 65_536 + random.next()) % keys;
  return isWrite ? { type: "write", key, value: random.next() } : { type: "read", key, value: 0 };
}

export function listRequest(random: Random, writePercent: number, sizePercent: number): ListRequest {
  const percent = random.next(100);
  if (percent < sizePercent) return { type: "size", value: 0 };
  return { type: percent < sizePercent + writePercent ? "add" : "contains", value: random.next() };
}
