// What is said of many amounts.

/** The middle of an odd count, the mean of the two in the middle of an even one. */
export function median(amounts: readonly number[]): number {
  const sorted = [...amounts].sort((a, b) => a - b);
  const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);
  return middle.reduce((sum, amount) => sum + amount, 0) / middle.length;
}

/** The amount that this part of them does not exceed. */
export function quantile(amounts: readonly number[], part: number): number {
  const sorted = [...amounts].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}

export function geometricMean(amounts: readonly number[]): number {
  return Math.exp(amounts.reduce((sum, amount) => sum + Math.log(amount), 0) / amounts.length);
}
