// What is handed to a process without passing through its mailbox: the arguments that it begins with, later a message that
// it waited for. `undefined` is nothing: as a message it is never handed.
//
// The entries of a slot come with the first thing that is handed to it or to one above, and stay.

import { reach } from "./room.ts";
import type { Scheduler } from "./scheduler.ts";

/** Hands something to the process in a slot, to which nothing is handed at the moment. */
export function handTo({ handed }: Scheduler, slot: number, value: unknown): void {
  reach(handed, slot);
  handed[slot] = value;
}

/** What is handed to the process in a slot: it may look, and take it later. */
export function handedTo({ handed }: Scheduler, slot: number): unknown {
  return slot < handed.length ? handed[slot] : undefined;
}

/** Takes what is handed to the process in a slot. */
export function takeHanded({ handed }: Scheduler, slot: number): unknown {
  if (slot >= handed.length) return undefined;
  const value = handed[slot];
  if (value !== undefined) handed[slot] = undefined;
  return value;
}
