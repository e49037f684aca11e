// The call: a process asks another one and waits for the answer. Erlang's gen:call.
//
//   monitor with an alias ─► deliver the request ─► wait for what comes through the relation: the reply, or DOWN
//
// The reply ends the relation, and so does the end of the wait: what comes later finds no way in. What is looked through
// are the messages that came since the monitor was made, and of those only integers: a full mailbox costs nothing.

import { NONE, YIELDED } from "../../../bindings/core.ts";
import { thenOf } from "../../async-body.ts";
import { copy } from "../../copy.ts";
import { deliver, deliverSignal, takeValue } from "../../deliver.ts";
import { CallTimeoutError, CallingSelfError, DeadlockError, NoProcessError, ServerExitedError } from "../../errors.ts";
import { PENDING, done } from "../../operation.ts";
import type { Operation, Step, Suspension } from "../../operation.ts";
import { generationOfPid, generationOfRef, indexOfRef, isPid, slotOfPid } from "../../pid.ts";
import type { Pid, Ref } from "../../pid.ts";
import { monitorForReply, refuseReply } from "../../relations.ts";
import { callingScheduler, limitError, pidAt, schedulerOfPid } from "../../scheduler.ts";
import type { Scheduler } from "../../scheduler.ts";
import { isDown } from "../../signals.ts";
import { runProcess } from "../../spawn.ts";
import { checkDuration } from "../../timers.ts";
import { checkDestination, homeOf, resolve } from "../name.ts";
import type { Destination } from "../name.ts";
import { Call, Failure, StateCall, Stop } from "./request.ts";
import type { From } from "./request.ts";
import { isSameReason } from "./same-reason.ts";
import { findCycle, noteDone, noteWaiting } from "./waits.ts";
import type { Waiting } from "./waits.ts";

/** What is asked: a copy of a request; a request by reference; the state; the end. */
export const Asking = { copied: 0, byReference: 1, state: 2, stop: 3 } as const;
export type Asking = (typeof Asking)[keyof typeof Asking];

/** Returns the operation that asks `server` and waits for the answer, for `timeout` milliseconds at most. @throws RangeError, TypeError */
export function callOperation(asking: Asking, server: Destination, request: unknown, timeout: number): Operation<unknown> {
  return new CallOperation(asking, checkDestination(server), request, checkDuration(timeout, "timeout"));
}

/** One object is the operation and, at its first use, also what remembers the wait. */
class CallOperation implements Operation<unknown>, Iterator<Suspension, unknown, unknown>, Waiting {
  readonly #asking: Asking;
  readonly #destination: Destination;
  readonly #request: unknown;
  readonly #timeoutMs: number;
  /** True from its use until it is over. Whoever uses it meanwhile gets an iterator of its own. */
  #isTaken = false;
  /** Whom the process waits for. Public as `ref` is: for waits.ts. */
  server: Pid | undefined = undefined;
  /** The relation through which the answer comes, while the process waits. */
  ref: Ref | undefined = undefined;

  constructor(asking: Asking, destination: Destination, request: unknown, timeoutMs: number) {
    this.#asking = asking;
    this.#destination = destination;
    this.#request = request;
    this.#timeoutMs = timeoutMs;
  }

  [Symbol.iterator](): CallOperation {
    if (this.#isTaken) return new CallOperation(this.#asking, this.#destination, this.#request, this.#timeoutMs)[Symbol.iterator]();
    this.#isTaken = true;
    return this;
  }

  next(): Step<unknown> {
    const scheduler = callingScheduler("GenServer.call()");
    const { ref } = this;
    if (ref === undefined) {
      if (!this.#isTaken) return done(undefined); // over already
      this.#ask(scheduler);
      return this.#wait(scheduler); // nobody has had a turn yet who could have answered
    }
    const { core } = scheduler;
    const place = core.look(indexOfRef(ref), generationOfRef(ref));
    if (place === YIELDED) return PENDING;
    if (place !== NONE && core.accept(place) !== 0) return this.#finish(scheduler, ref, takeValue(scheduler, place));
    return this.#wait(scheduler);
  }

  /** The generator that waits is closed. */
  return(value?: unknown): Step<unknown> {
    if (this.ref !== undefined) this.#giveUp(callingScheduler("GenServer.call()"));
    this.#isTaken = false;
    return done(value);
  }

  get then(): PromiseLike<unknown>["then"] {
    return thenOf(this, () => runProcess(homeOf(this.#destination), () => this, []));
  }

  #ask(scheduler: Scheduler): void {
    const destination = this.#destination;
    const { core } = scheduler;
    const caller = pidAt(scheduler, scheduler.current);
    const server = resolve(isPid(destination) ? schedulerOfPid(destination) : scheduler, destination);
    if (server === undefined) throw new NoProcessError(destination);
    if (server === caller) throw new CallingSelfError(destination);
    const request = this.#asking === Asking.copied ? copy(this.#request, "request") : this.#request;
    const cycle = findCycle(scheduler, caller, server);
    if (cycle !== undefined) throw new DeadlockError(cycle);

    const ref = monitorForReply(scheduler, server);
    this.server = server;
    this.ref = ref;
    try {
      this.#deliver(scheduler, server, { pid: caller, ref }, request);
    } catch (error) {
      this.#giveUp(scheduler);
      throw error;
    }
    core.beginReceiveFor(indexOfRef(ref), generationOfRef(ref));
    noteWaiting(scheduler, this);
  }

  /** What the runtime asks is a signal: no limit of the server's mailbox refuses or drops it. @throws SystemLimitError, MailboxFullError */
  #deliver(scheduler: Scheduler, server: Pid, from: From, request: unknown): void {
    const slot = slotOfPid(server);
    switch (this.#asking) {
      case Asking.state:
        return deliverSignal(scheduler, slot, new StateCall(from, request as ((state: unknown) => unknown) | undefined));
      case Asking.stop:
        return deliverSignal(scheduler, slot, new Stop(request));
      default:
        return deliver(scheduler, slot, generationOfPid(server), new Call(from, request));
    }
  }

  #wait(scheduler: Scheduler): Step<unknown> {
    const { core } = scheduler;
    if (this.#timeoutMs === Infinity) {
      core.wait();
      return PENDING;
    }
    const isOver = this.#timeoutMs === 0 ? 1 : core.waitFor(this.#timeoutMs);
    if (isOver === 0) return PENDING;
    this.#giveUp(scheduler);
    throw isOver < 0 ? limitError(scheduler, isOver) : new CallTimeoutError(this.#destination, this.#request, this.#timeoutMs);
  }

  #finish(scheduler: Scheduler, ref: Ref, answer: unknown): Step<unknown> {
    this.ref = undefined;
    this.#isTaken = false;
    noteDone(scheduler);
    if (typeof answer !== "object" || answer === null) return done(answer);
    if (answer instanceof Failure) throw answer.error;
    if (!isDown(answer, ref)) return done(answer);
    if (this.#asking === Asking.stop && isSameReason(answer.reason, this.#request)) return done(undefined);
    throw new ServerExitedError(this.#destination, answer.reason);
  }

  #giveUp(scheduler: Scheduler): void {
    refuseReply(scheduler, this.ref as Ref);
    this.ref = undefined;
    this.#isTaken = false;
    noteDone(scheduler);
  }
}
