// What supervisors of both kinds do alike: how they answer those who ask them, and what they say to what they do not expect.

import { EXITING } from "../../../bindings/core.ts";
import { deliverToAlias } from "../../deliver.ts";
import { AlreadyStartedError, StartError } from "../../errors.ts";
import { inspect } from "../../inspect.ts";
import type { Suspension } from "../../operation.ts";
import type { AnyPid, Pid } from "../../pid.ts";
import { isAlive } from "../../relations.ts";
import { titleOf } from "../../report.ts";
import { log } from "../../scheduler.ts";
import type { Scheduler } from "../../scheduler.ts";
import { Failure } from "../gen-server/request.ts";
import type { From } from "../gen-server/request.ts";
import type { ChildSpec } from "./child-spec.ts";
import { startChild } from "./starting.ts";

/** How many children there are. */
export interface ChildCounts {
  /** All of them, whether they run or not. */
  readonly specs: number;
  /** Those whose process is alive. */
  readonly active: number;
  readonly supervisors: number;
  readonly workers: number;
}

/** Replies with what `answer` returns, by reference, or with what it throws, which is thrown in the caller. A generator is performed first. */
export function* answering<State>(scheduler: Scheduler, from: From, state: State, answer: () => unknown): Generator<Suspension, { readonly state: State }, unknown> {
  let reply: unknown;
  try {
    reply = answer();
    if (isGenerator(reply)) reply = yield* reply;
  } catch (error) {
    if (scheduler.core.state(scheduler.current) === EXITING) throw error;
    reply = new Failure(error);
  }
  deliverToAlias(scheduler, from.ref, reply);
  return { state };
}

function isGenerator(result: unknown): result is Generator<Suspension, unknown, unknown> {
  return typeof result === "object" && result !== null && "next" in result;
}

/** Starts the child of a spec for somebody who waits for it: a failure is theirs. */
export function* startedPid(scheduler: Scheduler, start: ChildSpec["start"]): Generator<Suspension, Pid | undefined, unknown> {
  const result = yield* startChild(scheduler, start);
  if (!("failure" in result)) return result.pid;
  throw result.failure instanceof AlreadyStartedError ? result.failure : new StartError(result.failure);
}

/** Counts children by their processes; one that is no pid does not run. */
export function countOf(scheduler: Scheduler, children: readonly { readonly running: AnyPid | "restarting" | undefined; readonly type: "worker" | "supervisor" }[]): ChildCounts {
  const supervisors = children.filter(({ type }) => type === "supervisor").length;
  const active = children.filter(({ running }) => typeof running === "object" && isAlive(scheduler, running)).length;
  return { specs: children.length, active, supervisors, workers: children.length - supervisors };
}

/** Reports a message of which the current process, a supervisor, knows nothing. */
export function unexpected<State>(scheduler: Scheduler, kind: string, message: unknown, state: State): { readonly state: State } {
  log(scheduler, "error", `${kind} ${titleOf(scheduler, scheduler.current)} received an unexpected message: ${inspect(message)}`);
  return { state };
}
