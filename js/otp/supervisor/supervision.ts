// What a supervisor does about its children. Erlang's supervisor.erl: start in order, end in reverse order, restart by
// the strategy, give up when it is too much.
//
//   a child ends ─► to be restarted? ─ no ──► forgotten, or kept without a process ─► auto shutdown? ──► stop
//                         │ yes
//                         ▼
//                   one restart more ─ too many ─► stop
//                         │
//                         ▼
//   oneForOne: it alone · oneForAll: end all others, start all · restForOne: end the later ones, start it and them
//                         │ a start fails
//                         ▼
//                   that child is "restarting": a cast to the supervisor itself tries again, behind what waits already

import type { ServerName } from "../../names.ts";
import type { Suspension } from "../../operation.ts";
import type { Pid } from "../../pid.ts";
import { sleep } from "../../process.ts";
import { isNormalExit } from "../../reason.ts";
import { currentPid } from "../../scheduler.ts";
import type { Scheduler } from "../../scheduler.ts";
import { share } from "../../share.ts";
import { castTo } from "../gen-server/cast.ts";
import type { CheckedChildSpec } from "./child-spec.ts";
import { createChildren } from "./children.ts";
import type { Child, Children } from "./children.ts";
import { createExitReader, endChild } from "./ending.ts";
import type { ExitReader } from "./ending.ts";
import { createRestartWindow } from "./intensity.ts";
import type { Intensity, RestartWindow } from "./intensity.ts";
import { report } from "./reports.ts";
import type { ReportKind } from "./reports.ts";
import { startChild } from "./starting.ts";

export type Strategy = "oneForOne" | "oneForAll" | "restForOne";
export type AutoShutdown = "never" | "anySignificant" | "allSignificant";

/** What a supervisor was told at its start, all of it checked. */
export interface Plan extends Intensity {
  readonly strategy: Strategy;
  readonly autoShutdown: AutoShutdown;
  readonly name: ServerName | undefined;
  readonly specs: readonly CheckedChildSpec[];
}

/** A supervisor at work: the current process. */
export interface Supervision {
  readonly scheduler: Scheduler;
  readonly plan: Plan;
  readonly children: Children;
  readonly restarts: RestartWindow;
}

/** What comes after a child has ended. */
export type Next = "goOn" | "stop";

/** What a supervisor casts to itself when a restart has failed. */
export class TryAgain {
  readonly id: unknown;

  constructor(id: unknown) {
    this.id = id;
  }
}

interface FailedStart {
  readonly child: Child;
  readonly reason: unknown;
}

/** Makes the current process a supervisor whose children do not run yet. */
export function createSupervision(scheduler: Scheduler, plan: Plan): Supervision {
  const children = createChildren();
  for (const spec of plan.specs) children.add(spec);
  return { scheduler, plan, children, restarts: createRestartWindow(scheduler, plan) };
}

/** Starts all children, in order. Returns why the supervisor cannot be: the first that fails ends those before it. */
export function* begin(supervision: Supervision): Generator<Suspension, { readonly shutdown: unknown } | undefined, unknown> {
  const failed = yield* startInOrder(supervision, supervision.children.all());
  if (failed === undefined) return undefined;
  yield* endAll(supervision);
  // By reference: the error in it keeps its class, and the id its identity.
  return { shutdown: share({ failedToStartChild: failed.child.spec.id, reason: failed.reason }) };
}

/** Ends all children, the last one first. */
export function* endAll(supervision: Supervision): Generator<Suspension, void, unknown> {
  yield* endInReverse(supervision, supervision.children.all());
}

/** The process of a child has ended by itself. */
export function* childEnded(supervision: Supervision, child: Child, reason: unknown): Generator<Suspension, Next, unknown> {
  const { restart } = child.spec;
  if (restart === "permanent" || !isNormalExit(reason)) tell(supervision, "terminated", reason, child);
  if (restart === "permanent" || (restart === "transient" && !isNormalExit(reason))) return yield* restartChild(supervision, child);
  supervision.children.ended(child);
  return shutsDown(supervision, child) ? "stop" : "goOn";
}

/** Tries the restart of a child again, unless somebody has settled it meanwhile. */
export function* tryAgain(supervision: Supervision, { id }: TryAgain): Generator<Suspension, Next, unknown> {
  const child = supervision.children.get(id);
  return child?.running === "restarting" ? yield* restartChild(supervision, child) : "goOn";
}

/** Ends the process of one child, if it runs. */
export function* endOne(supervision: Supervision, child: Child, exits?: ExitReader): Generator<Suspension, void, unknown> {
  if (typeof child.running === "object") {
    const { reason, isExpected } = yield* endChild(supervision.scheduler, child.running, child.spec, exits);
    if (!isExpected) tell(supervision, "shut down abnormally", reason, child);
  }
  supervision.children.ended(child);
}

/** A child has started, or did not want to (`pid` undefined), which a temporary one does not outlive. */
export function started({ children }: Supervision, child: Child, pid: Pid | undefined): void {
  if (pid === undefined) children.ended(child);
  else children.set(child, pid);
}

function* restartChild(supervision: Supervision, child: Child): Generator<Suspension, Next, unknown> {
  const { children, restarts } = supervision;
  if (!restarts.add()) {
    tell(supervision, "caused shutdown", "reachedMaxRestartIntensity", child);
    children.ended(child);
    return "stop";
  }
  children.set(child, undefined);
  const concerned = concernedBy(supervision, child);
  yield* endInReverse(supervision, concerned);
  const failed = yield* startInOrder(supervision, concerned.filter(({ spec }) => spec.restart !== "temporary"));
  if (failed !== undefined) {
    children.set(failed.child, "restarting");
    yield* sleep(0); // what fails at once must not fail all through a turn
    castTo(currentPid(supervision.scheduler), new TryAgain(failed.child.spec.id));
  }
  return "goOn";
}

/** The children that the restart of `child` ends and starts, in order. */
function concernedBy({ plan, children }: Supervision, child: Child): Child[] {
  if (plan.strategy === "oneForOne") return [child];
  return plan.strategy === "oneForAll" ? children.all() : children.from(child);
}

function* startInOrder(supervision: Supervision, children: readonly Child[]): Generator<Suspension, FailedStart | undefined, unknown> {
  for (const child of children) {
    const result = yield* startChild(supervision.scheduler, child.spec.start);
    if ("failure" in result) {
      tell(supervision, "failed to start", result.failure, child);
      return { child, reason: result.failure };
    }
    started(supervision, child, result.pid);
  }
  return undefined;
}

function* endInReverse(supervision: Supervision, children: readonly Child[]): Generator<Suspension, void, unknown> {
  const exits = createExitReader(supervision.scheduler);
  for (const child of [...children].reverse()) yield* endOne(supervision, child, exits);
}

/** Whether the end of a child, which is not restarted, is the end of its supervisor. */
function shutsDown({ plan, children }: Supervision, { spec }: Child): boolean {
  return spec.significant && (plan.autoShutdown === "anySignificant" || (plan.autoShutdown === "allSignificant" && children.significant === 0));
}

function tell({ scheduler }: Supervision, kind: ReportKind, reason: unknown, { spec, running }: Child): void {
  report(scheduler, "Supervisor", kind, reason, { spec, pid: typeof running === "object" ? running : undefined });
}
