// The children of the tests of supervisors, and what they tell.

import { expect } from "vitest";
import { GenServer, Process, StartError, Supervisor, isDown, receive, spawnLink } from "../../js/index.ts";
import type { Pid } from "../../js/index.ts";
import { forever } from "./processes.ts";
import { runtimesOfTests } from "./runtimes.ts";
import type { Runtimes } from "./runtimes.ts";

/** What the workers of a test tell: `"+a"` is a start, `"-a: shutdown"` an end. */
export const events: string[] = [];

/** As `runtimesOfTests`: what was told before a runtime is opened, is forgotten. */
export function treesOfTests(): Runtimes {
  const { logs, open } = runtimesOfTests();
  return {
    open(options) {
      events.length = 0;
      return open(options);
    },
    logs,
  };
}

export const Worker = GenServer.define({
  init(id: unknown) {
    Process.flag("trapExit", true);
    events.push(`+${String(id)}`);
    return { state: id };
  },
  handleCast: (reason: unknown, id) => ({ stop: reason, state: id }),
  terminate(reason, id) {
    events.push(`-${String(id)}: ${JSON.stringify(reason).replaceAll('"', "")}`);
  },
});

export function worker(id: unknown, more: Partial<Supervisor.ChildSpec> = {}): Supervisor.ChildSpec {
  return { id, start: () => GenServer.startLink(Worker, id), ...more };
}

/** A child that does nothing, and does not trap exits. */
export function idle(id: unknown, more: Partial<Supervisor.ChildSpec> = {}): Supervisor.ChildSpec {
  return { id, start: () => spawnLink(forever), ...more };
}

/** A child whose start fails while `isBroken.now`. */
export function breakable(id: unknown, isBroken: { now: boolean }, more: Partial<Supervisor.ChildSpec> = {}): Supervisor.ChildSpec {
  return {
    id,
    start: () => {
      if (isBroken.now) {
        events.push(`!${String(id)}`);
        throw new Error("broken");
      }
      return GenServer.startLink(Worker, id);
    },
    ...more,
  };
}

/** The pid of a child, or what stands in its place. */
export function* childOf(supervisor: Pid, id: unknown) {
  const infos = yield* Supervisor.whichChildren(supervisor);
  return infos.find((info) => info.id === id)?.child;
}

export function* pidOf(supervisor: Pid, id: unknown) {
  const child = yield* childOf(supervisor, id);
  if (typeof child !== "object") throw new Error(`no process: ${String(id)}`);
  return child;
}

/** Has a worker end by itself. */
export function* finish(pid: Pid, reason: unknown) {
  const ref = Process.monitor(pid);
  GenServer.cast(pid, reason);
  yield* receive((message) => isDown(message, ref));
}

/** What the workers have told so far, from the `first` of it on. What comes afterwards is the end of the test. */
export function told(first = 0): string[] {
  return events.slice(first);
}

export function reasonIn(error: unknown): unknown {
  expect(error).toBeInstanceOf(StartError);
  return (error as StartError).reason;
}
