// Priorities: Erlang's words for the four run queues.

import { PRIORITY_HIGH, PRIORITY_LOW, PRIORITY_MAX, PRIORITY_NORMAL } from "../bindings/core.ts";
import { wrongType } from "./options.ts";

/** Which run queue a process waits in. `"max"` and `"high"` go before all others; a `"low"` one gets a turn for eight normal ones. */
export type Priority = "low" | "normal" | "high" | "max";

const priorities: Readonly<Record<Priority, number>> = { max: PRIORITY_MAX, high: PRIORITY_HIGH, normal: PRIORITY_NORMAL, low: PRIORITY_LOW };
const priorityNames: readonly Priority[] = ["max", "high", "normal", "low"];

/** @throws TypeError for what is no priority. */
export function priorityCode(priority: unknown): number {
  if (typeof priority !== "string" || !Object.hasOwn(priorities, priority)) throw wrongType(`a priority of ${Object.keys(priorities).join(", ")}`, priority);
  return priorities[priority as Priority];
}

export function priorityName(code: number): Priority {
  return priorityNames[code] ?? "normal";
}

