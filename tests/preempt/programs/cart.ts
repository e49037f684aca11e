export function* total(items: readonly number[]): Generator<never, number> {
  "use beamlet";
  let sum: number = 0;
  for (const item of items) sum += item;
  return sum;
}
