// Supervisors that the tests start, and their children.

import { DynamicSupervisor, Process, spawnLink } from "../../../js/index.ts";
import type { Pid } from "../../../js/index.ts";
import { forever } from "../../support/processes.ts";

export type ChildSpec = DynamicSupervisor.ChildSpec;
export type Restart = "permanent" | "transient" | "temporary";

/** A spec whose child does `body`, and whose start takes no turn. */
export function child(body: () => unknown = forever, rest: Partial<ChildSpec> = {}): ChildSpec {
  return { id: "child", start: () => spawnLink(body), ...rest };
}

/** Starts a supervisor in a process that traps exits. */
export function* start(options?: DynamicSupervisor.DynamicSupervisorOptions) {
  Process.flag("trapExit", true);
  return yield* DynamicSupervisor.startLink(options);
}

/** The children that live, once everything that is to happen has happened. */
export function* pidsOf(supervisor: Pid) {
  yield* Process.sleep(0);
  return (yield* DynamicSupervisor.whichChildren(supervisor)).map((shown) => shown.child);
}
