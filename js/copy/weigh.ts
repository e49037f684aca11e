// The weight of a large copy: the process that makes it is charged as many reductions as other work of that time costs.
// Below the thresholds a copy is part of what it is made for, and costs nothing of its own.

import { active } from "../scheduler.ts";

const OBJECTS_PER_REDUCTION = 4;
const ENTRIES_PER_REDUCTION = 8;
const ELEMENTS_PER_REDUCTION = 64;
const BYTES_PER_REDUCTION = 4_096;

/** Charges objects, of a copy that keeps a memo of them. */
export function weighObjects(count: number): void {
  charge(count / OBJECTS_PER_REDUCTION);
}

/** Charges the entries of a Map or the items of a Set. */
export function weighEntries(count: number): void {
  charge(count / ENTRIES_PER_REDUCTION);
}

/** Charges the elements of an array; objects among them are charged as such. */
export function weighElements(count: number): void {
  if (count >= ELEMENTS_PER_REDUCTION) charge(count / ELEMENTS_PER_REDUCTION);
}

export function weighBytes(count: number): void {
  if (count >= BYTES_PER_REDUCTION) charge(count / BYTES_PER_REDUCTION);
}

function charge(reductions: number): void {
  if (active !== undefined) active.core.charge(Math.floor(reductions));
}
