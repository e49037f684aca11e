// Starting and asking a dynamic supervisor, whichever module it is that does so: DynamicSupervisor, or Task.Supervisor.

import { checkServerName } from "../../names.ts";
import type { ServerName } from "../../names.ts";
import type { Operation } from "../../operation.ts";
import { check, checkChoice, checkCount, checkKeys } from "../../options.ts";
import { isPid } from "../../pid.ts";
import type { AnyPid, Pid } from "../../pid.ts";
import { active } from "../../scheduler.ts";
import { homeOf, resolve } from "../destination.ts";
import type { Destination } from "../destination.ts";
import { Asking, callOperation } from "../gen-server/call.ts";
import { startOperation } from "../gen-server/start.ts";
import type { OwnChildSpec } from "../supervisor/child-spec.ts";
import { checkIntensity } from "../supervisor/intensity.ts";
import type { IntensityOptions } from "../supervisor/intensity.ts";
import { DynamicRequest, callbacks } from "./server.ts";
import type { Kind, Plan } from "./server.ts";

/** Options of `startLink`. */
export interface DynamicSupervisorOptions extends IntensityOptions {
  /** Children that there may be at once, those that are being restarted included. Default: any number. */
  readonly maxChildren?: number;
  /** Registers the supervisor. */
  readonly name?: ServerName;
  /** The only one that there is here. */
  readonly strategy?: "oneForOne";
}

const OPTIONS: readonly (keyof DynamicSupervisorOptions)[] = ["maxChildren", "maxRestarts", "maxSeconds", "name", "strategy"];

/** Returns the operation that starts a supervisor, which is called `kind` in reports. @throws TypeError, RangeError */
export function startSupervisor(kind: Kind, options: DynamicSupervisorOptions): Operation<Pid> {
  const plan = planOf(kind, options);
  return startOperation(callbacks, plan, plan.name === undefined ? {} : { name: plan.name }, true) as Operation<Pid>;
}

/** Returns the spec of a supervisor: its id is its name, else its kind. @throws TypeError, RangeError */
export function supervisorSpec(kind: Kind, options: DynamicSupervisorOptions): OwnChildSpec {
  const { name } = planOf(kind, options);
  const id = typeof name === "string" || typeof name === "symbol" ? name : kind;
  return { id, start: () => startSupervisor(kind, options), restart: "permanent", shutdown: Infinity, type: "supervisor", significant: false };
}

/** Returns the operation that asks a supervisor, for as long as it takes. */
export function ask<Reply>(supervisor: Destination, request: DynamicRequest): Operation<Reply> {
  return callOperation(Asking.byReference, supervisor, request, Infinity) as Operation<Reply>;
}

/** Returns the operation that ends a child. To host code, a name is one of the child's runtime. @throws RuntimeStoppedError, TypeError */
export function askToEnd(supervisor: Destination, pid: AnyPid): Operation<void> {
  check(isPid(pid), "the pid of a child", pid);
  const home = homeOf(pid);
  return ask((active === undefined && resolve(home, supervisor)) || supervisor, new DynamicRequest("terminateChild", pid));
}

function planOf(kind: Kind, options: DynamicSupervisorOptions): Plan {
  checkKeys(options, OPTIONS);
  const { maxChildren = Infinity, name, strategy = "oneForOne" } = options;
  checkChoice("strategy", strategy, ["oneForOne"]);
  return {
    ...checkIntensity(options),
    kind,
    name: name === undefined ? undefined : checkServerName(name),
    maxChildren: checkCount("maxChildren", maxChildren, 0),
  };
}
