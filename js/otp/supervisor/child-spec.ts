// Child specs: what a supervisor must know of a child.

import type { Operation } from "../../operation.ts";
import type { AnyPid, Pid } from "../../pid.ts";
import type { StartOptions } from "../gen-server/start.ts";

/** How a supervisor starts, restarts and ends a child. */
export interface ChildSpec {
  /** Tells the children of one supervisor apart. */
  readonly id: unknown;
  /** Starts a process that is linked with the supervisor, which performs this. */
  readonly start: () => Operation<AnyPid | undefined>;
  /** When it is restarted: always, after an abnormal end, never. Default `"permanent"`. */
  readonly restart?: "permanent" | "transient" | "temporary";
  /** Milliseconds from the exit signal `"shutdown"` to `"kill"`; `"brutalKill"` kills at once. Default 5000. */
  readonly shutdown?: number | "brutalKill";
  readonly type?: "worker" | "supervisor";
  /** Whether its normal end may end the supervisor. Default false. */
  readonly significant?: boolean;
}

/** Options of `childSpec`: those of `startLink`, and what the supervisor is told. */
export interface ChildSpecOptions extends StartOptions, Partial<Omit<ChildSpec, "start">> {}

/** A child spec with Elixir's defaults. The id is the name of the child, else what kind of process it is. */
export function childSpecOf(kind: string, options: ChildSpecOptions, start: (options: StartOptions) => Operation<Pid | undefined>): Required<ChildSpec> {
  const { id, restart = "permanent", shutdown = 5_000, type = "worker", significant = false, ...startOptions } = options;
  const { name } = startOptions;
  return { id: id ?? (typeof name === "string" || typeof name === "symbol" ? name : kind), start: () => start(startOptions), restart, shutdown, type, significant };
}
