// Priorities: Erlang's words for the four run queues.

import { checkChoice } from "./options.ts";

/** Which run queue a process waits in. `"max"` and `"high"` go before all others; a `"low"` one gets a turn for eight normal ones. */
export type Priority = "low" | "normal" | "high" | "max";

/** Each at the place of its code, from PRIORITY_MAX to PRIORITY_LOW. */
const priorities: readonly Priority[] = ["max", "high", "normal", "low"];

/** @throws TypeError for what is no priority. */
export function priorityCode(priority: unknown): number {
  return priorities.indexOf(checkChoice("priority", priority as Priority, priorities));
}

export function priorityName(code: number): Priority {
  return priorities[code] ?? "normal";
}
