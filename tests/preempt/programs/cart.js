export function* total(items) {
  "use beamlet";
  let sum = 0;
  for (const item of items) sum += item;
  return sum;
}
