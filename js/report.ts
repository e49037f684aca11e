// Crash reports: what the logger gets when a process ends by an error that nobody caught. Elixir's form.

import { NONE } from "../bindings/core.ts";
import { inspect } from "./inspect.ts";
import { callersOf } from "./lineage.ts";
import type { Notes } from "./notes.ts";
import type { Pid } from "./pid.ts";
import { isError } from "./reason.ts";
import { asHost, pidAt } from "./scheduler.ts";
import type { Scheduler } from "./scheduler.ts";

/** Describes the crash of the process in `slot`, while its links still stand. Never throws, whatever was thrown. */
export function crashReport(scheduler: Scheduler, slot: number, thrown: unknown): string {
  try {
    return asHost(() => describeCrash(scheduler, slot, thrown));
  } catch {
    return `Process ${String(pidAt(scheduler, slot))} threw what cannot be described`;
  }
}

function describeCrash(scheduler: Scheduler, slot: number, thrown: unknown): string {
  const links = linksOf(scheduler, slot);
  const callers = callersOf(scheduler, slot);
  return [
    `Process ${titleOf(scheduler, slot)} ${isError(thrown) ? "raised an exception" : "threw a value"}`,
    isError(thrown) ? describeError(thrown) : `** (nocatch) ${inspect(thrown)}`,
    ...(callers.length === 0 ? [] : [`Callers: ${callers.map(String).join(", ")}`]),
    ...(links.length === 0 ? [] : [`Links: ${links.map(String).join(", ")}`]),
  ].join("\n");
}

/** The processes that are linked to the one in `slot`. */
export function linksOf(scheduler: Scheduler, slot: number): ReturnType<typeof pidAt>[] {
  const { core } = scheduler;
  const links = [];
  for (let link = core.firstLink(slot); link !== NONE; link = core.nextRelation(link, slot)) {
    links.push(pidAt(scheduler, core.otherSlot(link, slot)));
  }
  return links;
}

/** What a report calls a process: its name, its pid and its label. */
export function titleOf(scheduler: Scheduler, slot: number): string {
  return titled(pidAt(scheduler, slot), scheduler.notes.get(slot));
}

/** The same of a process that may have ended. */
export function titled(pid: Pid, { registeredName, label }: Pick<Partial<Notes>, "registeredName" | "label"> = {}): string {
  const name = registeredName === undefined ? String(pid) : `${String(registeredName)} ${String(pid)}`;
  return label === undefined ? name : `${name} (${typeof label === "string" ? label : inspect(label)})`;
}

/** Describes an error with its stack, which begins with the message on some engines and without it on others. */
export function describeError(error: Error): string {
  const head = `** (${String(error.name)}) ${String(error.message)}`;
  const stack = typeof error.stack === "string" ? error.stack : "";
  const frames = stack.split("\n").filter((line) => /^\s+at |@/.test(line));
  const cause = error.cause === undefined ? [] : [`Caused by: ${inspect(error.cause)}`];
  return [head, ...frames, ...cause].join("\n");
}
