// Random choices that a seed repeats.

export interface Random {
  /** An integer from 0 to `below - 1`. */
  readonly upTo: (below: number) => number;
  readonly chance: (probability: number) => boolean;
  /** @throws RangeError for an empty list. */
  readonly pick: <Element>(list: readonly Element[]) => Element;
}

/** xorshift32. Any integer is a seed. */
export function createRandom(seed: number): Random {
  let state = (Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995) >>> 0 || 1;

  function upTo(below: number): number {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return Math.floor(((state >>> 0) / 2 ** 32) * below);
  }

  return {
    upTo,
    chance: (probability) => upTo(2 ** 20) < probability * 2 ** 20,
    pick(list) {
      if (list.length === 0) throw new RangeError("expected a list with an element, got an empty one");
      return list[upTo(list.length)]!;
    },
  };
}
