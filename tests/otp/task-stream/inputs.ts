// Inputs of streams, and what their owners hold and end with.

import { isDown, Process, receive, self, spawnMonitor } from "../../../js/index.ts";
import * as System from "../../../js/otp/system.ts";

/** Inputs from 0 on, that note how many were pulled and whether they were closed. */
export function counted(limit = Infinity) {
  const notes = { pulled: 0, isClosed: false };
  function* items() {
    try {
      while (notes.pulled < limit) yield notes.pulled++;
    } finally {
      notes.isClosed = true;
    }
  }
  return { notes, items: { [Symbol.iterator]: items } };
}

/** The items, each a microtask later. */
export async function* later<T>(items: Iterable<T>) {
  for (const item of items) {
    await Promise.resolve();
    yield item;
  }
}

/** What a process has: messages, links, monitors, monitors by others, and how many processes there are. */
export function holdings() {
  const info = Process.info(self());
  return [info?.messageQueueLength, info?.links.length, info?.monitors.length, info?.monitoredBy.length, System.processCount()];
}

/** What a process has that nothing is left to. */
export const ALONE = [0, 0, 0, 0, 1];

/** How a process ends that runs `body`. */
export function* endOf(body: () => unknown) {
  const [, ref] = spawnMonitor(body);
  const down = yield* receive((message) => isDown(message, ref));
  return down.reason;
}
