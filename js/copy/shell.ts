// Shells: copies of records before they get their fields.
//
// V8 gives the objects of one constructor room for as many fields as the first of them had, so there is one for each number of
// fields. All copies of records with the same keys are then of one hidden class, whichever code has made them: what a process
// does with what it receives sees as many classes as its protocol has messages.

import type { Fields } from "./link.ts";

/** Makes an object without fields, as `{}` does. */
export type Shell = new () => Fields;

/** Fields of the widest record with a shell of its size. */
export const WIDEST = 12;

/** The shells by their number of fields. */
export const shells: readonly Shell[] = Array.from({ length: WIDEST + 1 }, () => {
  const Shell = function () {} as unknown as Shell;
  Shell.prototype = Object.prototype;
  return Shell;
});

/** Returns the shell of a plain object. */
export function shellFor(source: object): Fields {
  let count = 0;
  for (const _ in source) count++;
  return count > WIDEST ? {} : new (shells[count] as Shell)();
}
