// The process of a dynamic supervisor: a GenServer whose state are its children. Elixir's callbacks of DynamicSupervisor.

import { FLAG_TRAP_EXIT } from "../../../bindings/core.ts";
import { deliverTo } from "../../deliver.ts";
import { NoProcessError } from "../../errors.ts";
import type { ServerName } from "../../names.ts";
import type { Suspension } from "../../operation.ts";
import { wrongType } from "../../options.ts";
import type { AnyPid, Pid } from "../../pid.ts";
import { sleep } from "../../process.ts";
import { isNormalExit } from "../../reason.ts";
import { callingScheduler, currentPid } from "../../scheduler.ts";
import type { Scheduler } from "../../scheduler.ts";
import { isExit } from "../../signals.ts";
import type { AnyCallbacks } from "../gen-server/callbacks.ts";
import type { From } from "../gen-server/request.ts";
import { DESCRIBE } from "../gen-server/state.ts";
import type { Described } from "../gen-server/state.ts";
import type { Status } from "../gen-server/termination-report.ts";
import { answering, countOf, startedPid, unexpected } from "../supervisor/answering.ts";
import type { ChildCounts } from "../supervisor/answering.ts";
import { endChild, isThere } from "../supervisor/ending.ts";
import { createRestartWindow } from "../supervisor/intensity.ts";
import type { Intensity, RestartWindow } from "../supervisor/intensity.ts";
import { report } from "../supervisor/reports.ts";
import type { ReportKind } from "../supervisor/reports.ts";
import { startChild } from "../supervisor/starting.ts";
import { Children } from "./children.ts";
import type { Child } from "./children.ts";
import { endChildren } from "./ending.ts";

/** What a supervisor is called in reports. */
export type Kind = "DynamicSupervisor" | "Task.Supervisor";

/** What a dynamic supervisor is started with. */
export interface Plan extends Intensity {
  readonly kind: Kind;
  readonly name: ServerName | undefined;
  readonly maxChildren: number;
}

/** What is asked of a dynamic supervisor. No program can make one: no call of a user is taken for it. */
export class DynamicRequest {
  readonly kind: keyof typeof answers;
  /** A `Child` to start, or the pid of one to end. */
  readonly subject: unknown;

  constructor(kind: keyof typeof answers, subject?: unknown) {
    this.kind = kind;
    this.subject = subject;
  }
}

/** A child as `whichChildren` shows it. */
export interface DynamicChild {
  /** Children of a dynamic supervisor have no id. */
  readonly id: undefined;
  readonly child: Pid | "restarting";
  readonly type: "worker" | "supervisor";
}

/** Asks the supervisor itself to try again to restart a child, after the messages that have come meanwhile. */
class Retry {
  readonly pid: AnyPid;

  constructor(pid: AnyPid) {
    this.pid = pid;
  }
}

interface State {
  readonly scheduler: Scheduler;
  readonly plan: Plan;
  readonly children: Children;
  readonly restarts: RestartWindow;
}

type Outcome = { readonly state: State } | { readonly stop: "shutdown"; readonly state: State };
type Steps<T> = Generator<Suspension, T, unknown>;

const answers = {
  *startChild({ scheduler, children }: State, subject: unknown): Steps<Pid | undefined> {
    const child = subject as Child;
    children.enter(scheduler);
    try {
      const pid = yield* startedPid(scheduler, child.start);
      if (pid !== undefined) children.set(pid, child);
      return pid;
    } finally {
      children.leave();
    }
  },

  *terminateChild(state: State, subject: unknown): Steps<void> {
    const { scheduler, children } = state;
    const pid = subject as AnyPid;
    const child = children.get(pid);
    if (child === undefined) throw new NoProcessError(pid);
    if (!children.isRestarting(pid)) {
      const { reason, isExpected } = yield* endChild(scheduler, pid, child);
      if (!isExpected) complain(state, "shut down abnormally", reason, child, pid);
    }
    children.delete(pid);
  },

  whichChildren: ({ children }: State): DynamicChild[] => describe(children),
  countChildren: ({ scheduler, children }: State): ChildCounts => countOf(scheduler, describe(children).map(({ child, type }) => ({ running: child, type }))),
  pids: ({ children }: State): Pid[] => describe(children).flatMap(({ child }) => (child === "restarting" ? [] : [child])),
};

export const callbacks: AnyCallbacks = {
  init(plan: Plan) {
    const scheduler = callingScheduler("DynamicSupervisor.init()");
    scheduler.core.setFlag(scheduler.current, FLAG_TRAP_EXIT, 1);
    const children = new Children(currentPid(scheduler), plan.maxChildren);
    const { maxChildren, maxRestarts, maxSeconds } = plan;
    const state: State & Described = {
      scheduler, plan, children, restarts: createRestartWindow(scheduler, plan),
      [DESCRIBE]: () => ({ maxChildren, maxRestarts, maxSeconds, children: describe(children) }),
    };
    return { state };
  },

  handleCall: (request: unknown, from: From, state: State) =>
    answering(state.scheduler, from, state, (): unknown => {
      if (!(request instanceof DynamicRequest)) throw wrongType(`a call by a function of ${state.plan.kind}`, request);
      return answers[request.kind](state, request.subject);
    }),

  handleCast: unexpectedBy,

  handleInfo(message: unknown, state: State) {
    if (message instanceof Retry) return retry(state, message.pid);
    if (!isExit(message)) return unexpectedBy(message, state);
    return ended(state, message.from, message.reason);
  },

  terminate(_reason: unknown, state: State) {
    return endChildren(state.scheduler, state.children, (pid, child, reason) => complain(state, "shut down abnormally", reason, child, pid));
  },

  formatStatus: (status: Status): Status => ({ ...status, state: describe((status.state as State).children) }),
};

/** A process linked with the supervisor has ended: a child, or one of which it knows nothing, as on the BEAM. */
function ended(state: State, pid: AnyPid, reason: unknown): unknown {
  const { children } = state;
  const child = children.get(pid);
  // An EXIT that a living process has sent by itself says nothing of its end.
  if (child === undefined || children.isRestarting(pid) || isThere(state.scheduler, pid)) return { state };
  const { restart } = child;
  // Tasks report their crashes themselves, and it is no fault when a stream or an owner kills one.
  const isReported = state.plan.kind !== "Task.Supervisor" && (restart === "permanent" || !isNormalExit(reason));
  if (isReported) complain(state, "terminated", reason, child, pid);
  if (restart === "permanent" || (restart === "transient" && !isNormalExit(reason))) return restarting(state, pid, child);
  children.delete(pid);
  return { state };
}

/** A child that was told to end meanwhile is not there any more. */
function retry(state: State, pid: AnyPid): unknown {
  const child = state.children.get(pid);
  return child === undefined ? { state } : restarting(state, pid, child);
}

function* restarting(state: State, pid: AnyPid, child: Child): Steps<Outcome> {
  const { scheduler, children } = state;
  if (!state.restarts.add()) {
    complain(state, "caused shutdown", "reachedMaxRestartIntensity", child, pid);
    children.delete(pid);
    return { stop: "shutdown", state };
  }
  const started = yield* startChild(scheduler, child.start);
  if ("failure" in started) {
    complain(state, "failed to start", started.failure, child);
    children.setRestarting(pid);
    yield* sleep(0); // what fails at once must not fail all through a turn
    deliverTo(scheduler, currentPid(scheduler), new Retry(pid));
  } else {
    children.delete(pid);
    if (started.pid !== undefined) children.set(started.pid, child);
  }
  return { state };
}

function describe(children: Children): DynamicChild[] {
  return Array.from(children, ([pid, { type }]) => ({ id: undefined, child: children.isRestarting(pid) ? "restarting" : (pid as Pid), type }));
}

function complain(state: State, kind: ReportKind, reason: unknown, child: Child, pid?: AnyPid): void {
  const { restart, shutdown, type } = child;
  const { scheduler, plan } = state;
  report(scheduler, plan.kind, kind, reason, { spec: { restart, shutdown, type, significant: false }, pid });
}

function unexpectedBy(message: unknown, state: State): Outcome {
  return unexpected(state.scheduler, state.plan.kind, message, state);
}
