// The start of a child, as its supervisor performs it, and what can come of it.

import { EXITING } from "../../../bindings/core.ts";
import { disownAsyncBody } from "../../async-body.ts";
import { AlreadyStartedError, StartError } from "../../errors.ts";
import type { Suspension } from "../../operation.ts";
import { wrongType } from "../../options.ts";
import { homeOfPid, isPid } from "../../pid.ts";
import type { Pid } from "../../pid.ts";
import { reasonOfThrown } from "../../reason.ts";
import type { Scheduler, Steps } from "../../scheduler.ts";
import { activityOf } from "../gen-server/activity.ts";
import type { ChildSpec } from "./child-spec.ts";

/** The child runs; or there is none, because it did not want to start (`pid` undefined); or its start has failed. */
export type Started = { readonly pid: Pid | undefined } | StartFailure;

export interface StartFailure {
  /** Why the child did not start: the reason of a `StartError`, an `AlreadyStartedError`, else the exit reason that what was thrown means. */
  readonly failure: unknown;
}

/** Starts a child from the current process. Whatever `start` does, only the death of the current process gets out of here. */
export function* startChild(scheduler: Scheduler, start: ChildSpec["start"]): Generator<Suspension, Started, unknown> {
  try {
    const result = call(scheduler, start);
    const steps = result.steps;
    const pid = steps === undefined ? result.value : yield* { [Symbol.iterator]: () => steps as Iterator<Suspension, unknown, unknown> };
    if (pid === undefined) return { pid };
    if (isPid(pid) && homeOfPid(pid) === scheduler && pid !== scheduler.pids[scheduler.current]) return { pid: pid as Pid };
    return { failure: wrongType("start to return the pid of another process of this runtime, or undefined", pid) };
  } catch (thrown) {
    if (scheduler.core.state(scheduler.current) === EXITING) throw thrown;
    return { failure: thrown instanceof StartError ? thrown.reason : thrown instanceof AlreadyStartedError ? thrown : reasonOfThrown(thrown) };
  }
}

/** Calls `start`, which may turn out to be an async function: it may `await` operations then, as a callback of a server may. */
function call(scheduler: Scheduler, start: ChildSpec["start"]): { readonly value: unknown; readonly steps: Steps | undefined } {
  scheduler.mayAwait = true;
  try {
    const value = start();
    return { value, steps: activityOf(scheduler, value, scheduler.asyncBody) };
  } catch (thrown) {
    disownAsyncBody(scheduler);
    throw thrown;
  } finally {
    scheduler.mayAwait = false;
    scheduler.asyncBody = undefined;
  }
}
