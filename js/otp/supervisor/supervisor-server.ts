// The process of a supervisor: a server that traps exits, and whose state is its children.

import { AlreadyStartedError, NoProcessError, StartError } from "../../errors.ts";
import { inspect } from "../../inspect.ts";
import type { Suspension } from "../../operation.ts";
import { check } from "../../options.ts";
import type { Pid } from "../../pid.ts";
import { flag } from "../../process.ts";
import { callingScheduler } from "../../scheduler.ts";
import { isExit } from "../../signals.ts";
import type { From } from "../gen-server/request.ts";
import { DESCRIBE } from "../gen-server/state.ts";
import type { Described } from "../gen-server/state.ts";
import type { Status } from "../gen-server/termination-report.ts";
import { answering, countOf, startedPid, unexpected } from "./answering.ts";
import type { ChildCounts } from "./answering.ts";
import type { CheckedChildSpec } from "./child-spec.ts";
import type { Child } from "./children.ts";
import { isThere } from "./ending.ts";
import { TryAgain, begin, childEnded, createSupervision, endAll, endOne, started, tryAgain } from "./supervision.ts";
import type { Next, Plan, Supervision } from "./supervision.ts";

/** What is known of a child. */
export interface ChildInfo {
  readonly id: unknown;
  /** Its pid; `"restarting"` when a restart has failed and is tried again; `undefined` when there is no process. */
  readonly child: Pid | "restarting" | undefined;
  readonly type: "worker" | "supervisor";
}

/** What the functions of the module ask, each by the name of the function. No program can make one: no call of a user is taken for it. */
export class SupervisorRequest {
  readonly kind: keyof typeof answers;
  /** A checked child spec, or an id. */
  readonly subject: unknown;

  constructor(kind: keyof typeof answers, subject?: unknown) {
    this.kind = kind;
    this.subject = subject;
  }
}

const answers = {
  whichChildren: (supervision: Supervision): ChildInfo[] =>
    supervision.children.all().map(({ spec, running }) => ({ id: spec.id, child: running, type: spec.type })).reverse(),

  countChildren: ({ scheduler, children }: Supervision): ChildCounts => countOf(scheduler, children.all().map(({ spec, running }) => ({ running, type: spec.type }))),

  *startChild(supervision: Supervision, subject: unknown): Generator<Suspension, Pid | undefined, unknown> {
    const spec = subject as CheckedChildSpec;
    checkSignificance(spec, supervision.plan);
    const present = supervision.children.get(spec.id);
    if (typeof present?.running === "object") throw new AlreadyStartedError(present.running);
    if (present !== undefined) throw new StartError("alreadyPresent");
    const pid = yield* startedPid(supervision.scheduler, spec.start);
    if (pid !== undefined || spec.restart !== "temporary") supervision.children.set(supervision.children.add(spec), pid);
    return pid;
  },

  *restartChild(supervision: Supervision, id: unknown): Generator<Suspension, Pid | undefined, unknown> {
    const child = idle(supervision, id);
    const pid = yield* startedPid(supervision.scheduler, child.spec.start);
    started(supervision, child, pid);
    return pid;
  },

  *terminateChild(supervision: Supervision, id: unknown): Generator<Suspension, void, unknown> {
    yield* endOne(supervision, present(supervision, id));
  },

  deleteChild(supervision: Supervision, id: unknown): void {
    supervision.children.remove(idle(supervision, id));
  },
};

/** The callbacks of a supervisor. They answer by reference: an id may be a value that cannot be copied. */
export const callbacks = {
  *init(plan: Plan): Generator<Suspension, { readonly state: Supervision } | { readonly stop: unknown }, unknown> {
    const scheduler = callingScheduler("Supervisor.startLink()");
    flag("trapExit", true);
    const state: Supervision & Described = { ...createSupervision(scheduler, plan), [DESCRIBE]: () => describe(state) };
    const failure = yield* begin(state);
    return failure === undefined ? { state } : { stop: failure };
  },

  handleCall(request: unknown, from: From, state: Supervision): Generator<Suspension, { readonly state: Supervision }, unknown> {
    return answering(state.scheduler, from, state, (): unknown => {
      check(request instanceof SupervisorRequest, "a call by a function of Supervisor", request);
      return answers[request.kind](state, request.subject);
    });
  },

  *handleCast(request: unknown, state: Supervision): Generator<Suspension, unknown, unknown> {
    if (request instanceof TryAgain) return outcome(state, yield* tryAgain(state, request));
    return unexpected(state.scheduler, "Supervisor", request, state);
  },

  *handleInfo(message: unknown, state: Supervision): Generator<Suspension, unknown, unknown> {
    if (!isExit(message)) return unexpected(state.scheduler, "Supervisor", message, state);
    const child = state.children.of(message.from);
    // An EXIT that a living process has sent by itself says nothing of its end.
    if (child === undefined || isThere(state.scheduler, message.from)) return { state };
    return outcome(state, yield* childEnded(state, child, message.reason));
  },

  *terminate(_reason: unknown, state: Supervision): Generator<Suspension, void, unknown> {
    yield* endAll(state);
  },

  formatStatus: (status: Status): Status => ({ ...status, state: answers.whichChildren(status.state as Supervision) }),
};

/** What `getState` shows. */
function describe(supervision: Supervision): unknown {
  const { strategy, maxRestarts, maxSeconds, autoShutdown } = supervision.plan;
  return { strategy, maxRestarts, maxSeconds, autoShutdown, children: answers.whichChildren(supervision) };
}

/** @throws RangeError for a significant child of a supervisor that never shuts down by itself. */
export function checkSignificance({ id, significant }: CheckedChildSpec, { autoShutdown }: Pick<Plan, "autoShutdown">): void {
  if (significant && autoShutdown === "never") throw new RangeError(`expected the autoShutdown anySignificant or allSignificant for a significant child, got never and the child ${inspect(id)}`);
}

function outcome(state: Supervision, next: Next): unknown {
  return next === "stop" ? { stop: "shutdown", state } : { state };
}

function present({ children }: Supervision, id: unknown): Child {
  const child = children.get(id);
  if (child === undefined) throw new NoProcessError(id);
  return child;
}

/** A child that has no process, and will get none by itself. */
function idle(supervision: Supervision, id: unknown): Child {
  const child = present(supervision, id);
  if (child.running === "restarting") throw new StartError("restarting");
  if (child.running !== undefined) throw new AlreadyStartedError(child.running);
  return child;
}
