// Room for many processes in the arrays of a scheduler. An engine makes an array half as large again when it is full: of a
// million entries it would hold a third of a million in vain.

import type { Scheduler } from "./scheduler.ts";

/** So many are left to the engine. */
const FEW = 1_024;

/** Makes sure that the arrays have an entry for a slot: makes them longer by an eighth when it is the first beyond them. */
export function makeEntries(scheduler: Scheduler, slot: number): void {
  if (slot < scheduler.pids.length || slot < FEW) return;
  scheduler.pids = lengthened(scheduler.pids);
  scheduler.bodies = lengthened(scheduler.bodies);
}

/** The same with more entries, all there: holes would make every access slow. */
function lengthened<Entry>(entries: readonly (Entry | undefined)[]): (Entry | undefined)[] {
  return entries.concat(entries.slice(0, entries.length >> 3).fill(undefined));
}

/** Gives a list an entry for a slot, and those below it: one whose entries come with their first use. No holes, for the same reason. */
export function reach<Entry>(entries: (Entry | undefined)[], slot: number): void {
  while (entries.length <= slot) entries.push(undefined);
}
