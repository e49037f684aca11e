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

const s0 = newShell();
const s1 = newShell();
const s2 = newShell();
const s3 = newShell();
const s4 = newShell();
const s5 = newShell();
const s6 = newShell();
const s7 = newShell();
const s8 = newShell();
const s9 = newShell();
const s10 = newShell();
const s11 = newShell();
const s12 = newShell();

/** The shells by their number of fields. */
export const shells: readonly Shell[] = [s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12];

function newShell(): Shell {
  const Shell = function () {} as unknown as Shell;
  Shell.prototype = Object.prototype;
  return Shell;
}

/** Returns the shell of a plain object. To call a constructor that is known takes 10 ns less than to call one of a list. */
export function shellFor(source: object): Fields {
  let count = 0;
  for (const _ in source) count++;
  switch (count) {
    case 1: return new s1();
    case 2: return new s2();
    case 3: return new s3();
    case 4: return new s4();
    case 5: return new s5();
    case 6: return new s6();
    case 7: return new s7();
    case 8: return new s8();
    case 9: return new s9();
    case 10: return new s10();
    case 11: return new s11();
    case 12: return new s12();
    default: return {};
  }
}
