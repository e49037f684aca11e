// The call: a process asks another one and waits for the answer. Erlang's gen:call.
//
//   monitor with an alias ─► deliver the request ─► wait for what comes through the relation: the reply, or DOWN
//
// The reply ends the relation, and so does the end of the wait: what comes later finds no way in. What comes while the
// caller waits passes by its mailbox. What came while it did not is found there, among the messages that came since the
// monitor was made, of which only integers are looked at: a full mailbox costs nothing.

import { HANDED, NONE, YIELDED } from "../../../bindings/core.ts";
import { thenOf } from "../../async-body.ts";
import { copy } from "../../copy.ts";
import { deliver, deliverSignal, takeValue } from "../../deliver.ts";
import { CallTimeoutError, CallingSelfError, DeadlockError, NoProcessError, ServerExitedError } from "../../errors.ts";
import { handTo } from "../../handed.ts";
import { PENDING, done } from "../../operation.ts";
import type { Operation, Step, Suspension } from "../../operation.ts";
import { checkDuration } from "../../options.ts";
import { generationOfPid, generationOfRef, indexOfRef, isPid, slotOfPid } from "../../pid.ts";
import type { Pid, Ref } from "../../pid.ts";
import { isAlive, newRef, refuseReply } from "../../relations.ts";
import { callingScheduler, limitError, pidAt, schedulerOfPid } from "../../scheduler.ts";
import type { Scheduler, Waiting } from "../../scheduler.ts";
import { isDown } from "../../signals.ts";
import { runProcess } from "../../spawn.ts";
import { checkDestination, homeOf, resolve } from "../destination.ts";
import type { Destination } from "../destination.ts";
import { Call, Failure, StateCall, Stop } from "./request.ts";
import { isSameReason } from "./same-reason.ts";
import { findCycle, isNoted, noteDone, noteWaiting } from "./waits.ts";

/** What is asked: a copy of a request; a request by reference; the state; the end. */
export const Asking = { copied: 0, byReference: 1, state: 2, stop: 3 } as const;
export type Asking = (typeof Asking)[keyof typeof Asking];

/** Milliseconds that a call waits if nothing else is said. */
export const CALL_TIMEOUT_MS = 5_000;

/** Returns the operation that asks `server` and waits for the answer, for `timeout` milliseconds at most. @throws RangeError, TypeError */
export function callOperation(asking: Asking, server: Destination, request: unknown, timeout: number): Operation<unknown> {
  return new CallOperation(asking, checkDestination(server), request, checkDuration(timeout, "timeout"));
}

// What stands for the answer until there is one, by whether the operation is in use.
const UNUSED: symbol = Symbol("unused");
const UNANSWERED: symbol = Symbol("unanswered");

/** One object is the operation and, at its first use, also what remembers the wait. */
class CallOperation implements Operation<unknown>, Iterator<Suspension, unknown, unknown>, Waiting {
  readonly #asking: Asking;
  readonly #destination: Destination;
  readonly #request: unknown;
  readonly #timeoutMs: number;
  /** The relation through which the answer comes, while the process waits. Public as `answer` is: for waits.ts, and for who answers. */
  ref: Ref | undefined = undefined;
  /** Not UNUSED from its use until it is over: whoever uses it meanwhile gets an iterator of its own. */
  answer: unknown = UNUSED;

  constructor(asking: Asking, destination: Destination, request: unknown, timeoutMs: number) {
    this.#asking = asking;
    this.#destination = destination;
    this.#request = request;
    this.#timeoutMs = timeoutMs;
  }

  [Symbol.iterator](): CallOperation {
    if (this.answer !== UNUSED) return new CallOperation(this.#asking, this.#destination, this.#request, this.#timeoutMs)[Symbol.iterator]();
    this.answer = UNANSWERED;
    return this;
  }

  next(): Step<unknown> {
    const scheduler = callingScheduler("GenServer.call()");
    const { ref } = this;
    if (ref === undefined) {
      if (this.answer === UNUSED) return done(undefined); // over already
      return this.#ask(scheduler);
    }
    if (this.answer !== UNANSWERED) return this.#finish(scheduler, ref, this.answer);
    const { core } = scheduler;
    if (!isNoted(scheduler, this)) core.beginReceiveFor(indexOfRef(ref), generationOfRef(ref)); // another call has looked through the mailbox meanwhile
    const place = core.look(indexOfRef(ref), generationOfRef(ref));
    if (place === YIELDED) return PENDING;
    if (place !== NONE && core.accept(place) !== 0) return this.#finish(scheduler, ref, takeValue(scheduler, place));
    return this.#wait(scheduler);
  }

  /** The generator that waits is closed. */
  return(value?: unknown): Step<unknown> {
    if (this.ref !== undefined) this.#giveUp(callingScheduler("GenServer.call()"));
    this.answer = UNUSED;
    return done(value);
  }

  get then(): PromiseLike<unknown>["then"] {
    return thenOf(this, () => runProcess(homeOf(this.#destination), () => this, []));
  }

  #ask(scheduler: Scheduler): Step<unknown> {
    const destination = this.#destination;
    const { core, current } = scheduler;
    const caller = pidAt(scheduler, current);
    const server = isPid(destination) ? presentPid(destination) : resolve(scheduler, destination);
    if (server === undefined) throw new NoProcessError(destination);
    if (server === caller) throw new CallingSelfError(destination);
    const request = this.#asking === Asking.copied ? copy(this.#request, "request") : this.#request;
    const cycle = findCycle(scheduler, caller, server);
    if (cycle !== undefined && isAlive(scheduler, server)) throw new DeadlockError(cycle);

    const slot = slotOfPid(server);
    const asked = core.ask(slot, generationOfPid(server), this.#timeoutMs);
    if (asked === NONE) throw new NoProcessError(destination);
    const ref = newRef(scheduler, asked < 0 ? asked : asked & (HANDED - 1));
    this.ref = ref;
    const message = this.#message(caller, ref, request);
    if (asked < HANDED) {
      this.#deliver(scheduler, server, message);
      return this.#wait(scheduler); // nobody has had a turn yet who could have answered
    }
    handTo(scheduler, slot, message);
    if (!scheduler.isRunning) scheduler.wakeUp();
    if (this.#timeoutMs === 0) return this.#wait(scheduler);
    noteWaiting(scheduler, this);
    return PENDING;
  }

  #message(caller: Pid, ref: Ref, request: unknown): Call | StateCall | Stop {
    switch (this.#asking) {
      case Asking.state:
        return new StateCall(ref, request as ((state: unknown) => unknown) | undefined);
      case Asking.stop:
        return new Stop(request);
      default:
        return new Call(caller, ref, request);
    }
  }

  /** What the runtime asks is a signal: no limit of the server's mailbox refuses or drops it. @throws SystemLimitError, MailboxFullError */
  #deliver(scheduler: Scheduler, server: Pid, message: Call | StateCall | Stop): void {
    const slot = slotOfPid(server);
    try {
      if (message instanceof Call) deliver(scheduler, slot, generationOfPid(server), message);
      else deliverSignal(scheduler, slot, message);
    } catch (error) {
      this.#giveUp(scheduler);
      throw error;
    }
  }

  #wait(scheduler: Scheduler): Step<unknown> {
    const ref = this.ref as Ref;
    const isOver = this.#timeoutMs === 0 ? 1 : scheduler.core.waitForReply(indexOfRef(ref), generationOfRef(ref), this.#timeoutMs);
    if (isOver === 0) {
      noteWaiting(scheduler, this);
      return PENDING;
    }
    this.#giveUp(scheduler);
    throw isOver < 0 ? limitError(scheduler, isOver) : new CallTimeoutError(this.#destination, this.#request, this.#timeoutMs);
  }

  #finish(scheduler: Scheduler, ref: Ref, answer: unknown): Step<unknown> {
    this.#forget(scheduler);
    if (typeof answer !== "object" || answer === null) return done(answer);
    if (answer instanceof Failure) throw answer.error;
    if (!isDown(answer, ref)) return done(answer);
    if (this.#asking === Asking.stop && isSameReason(answer.reason, this.#request)) return done(undefined);
    throw new ServerExitedError(this.#destination, answer.reason);
  }

  #giveUp(scheduler: Scheduler): void {
    if (this.answer === UNANSWERED) refuseReply(scheduler, this.ref as Ref);
    this.#forget(scheduler);
  }

  #forget(scheduler: Scheduler): void {
    this.ref = undefined;
    this.answer = UNUSED;
    noteDone(scheduler, this);
  }
}

/** The process of a pid, unless it has ended. It may be about to. */
function presentPid(pid: Pid): Pid | undefined {
  return schedulerOfPid(pid).pids[slotOfPid(pid)] === pid ? pid : undefined;
}
