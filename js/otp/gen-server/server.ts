// The process of a server: takes messages, one at a time, and gives them to callbacks. Erlang's gen_server loop.
//
// Its body is this object itself, asked for its next step in each turn. A callback that returns at once is called straight
// from there; one that returns a generator or a promise becomes the *activity*, whose steps come before any message.
//
//   init ─► [continue] ─► receive ─► handleCall · handleCast · handleInfo ─► [reply, continue] ─► receive …
//                            └── stop, a throw, a bad return, the parent's EXIT ─► terminate ─► [reply] ─► the end

import { EXITING } from "../../../bindings/core.ts";
import { disownAsyncBody } from "../../async-body.ts";
import { copy } from "../../copy.ts";
import { deliverToAlias } from "../../deliver.ts";
import { AlreadyRegisteredError, ExitError } from "../../errors.ts";
import { inspect } from "../../inspect.ts";
import { register } from "../../names.ts";
import type { ServerName } from "../../names.ts";
import { PENDING, done } from "../../operation.ts";
import type { Operation } from "../../operation.ts";
import type { AnyPid, Pid, Ref } from "../../pid.ts";
import { isNormalExit, reasonOfThrown } from "../../reason.ts";
import { receive } from "../../receive.ts";
import { currentPid, log } from "../../scheduler.ts";
import type { Scheduler, Steps } from "../../scheduler.ts";
import { isShared } from "../../share.ts";
import { isExit } from "../../signals.ts";
import type { Exit } from "../../signals.ts";
import { isVia } from "../../via.ts";
import { giveUpName } from "../destination.ts";
import { activityOf } from "./activity.ts";
import type { AnyCallbacks } from "./callbacks.ts";
import { CONTINUE, IGNORE, REPLY, STOP, TIMEOUT, shapeOf } from "./outcome.ts";
import type { CallbackName, Outcome } from "./outcome.ts";
import { Call, Cast, StateCall, Stop, contentOf, forgetRequest, requestOf } from "./request.ts";
import type { From } from "./request.ts";
import { answerOf } from "./state.ts";
import { terminationReport } from "./termination-report.ts";

/** What a new server is given by whoever starts it, and where it says how that went, when it ends again at once. */
export interface Birth {
  readonly callbacks: AnyCallbacks;
  readonly arg: unknown;
  readonly name: ServerName | undefined;
  /** The process that it is linked to from birth. Its EXIT ends the server even if it traps exits. Without one it is its own parent. */
  readonly parent: AnyPid | undefined;
  /** Where it says that it has started. */
  starter: Ref | undefined;
  /** Why it does not run, if that is no failure of its own. */
  refusal: "ignored" | { readonly holder: Pid } | undefined;
}

/** What the starter gets through its alias. */
const STARTED: symbol = Symbol("started");

/** How a server is going to end. */
interface Ending {
  readonly reason: unknown;
  /** The copy of what the caller gets after `terminate`. */
  readonly reply: unknown;
  readonly replyTo: From | undefined;
  /** Whether `terminate` has failed, and the reason is its own: that is reported, whatever the reason. */
  readonly hasFailed: boolean;
}

/** Makes the body of the current process, which becomes a server. */
export function serve(scheduler: Scheduler, birth: Birth): Steps {
  return new Server(scheduler, birth);
}

class Server implements Steps {
  readonly #scheduler: Scheduler;
  readonly #birth: Birth;
  readonly #callbacks: AnyCallbacks;
  readonly #messages: Steps = receive()[Symbol.iterator]();
  /** Where the next message comes from: `#messages`, or `#timed`. */
  #source: Steps = this.#messages;
  /** The receive with the timeout that a callback asked for last. */
  #timed: Operation<unknown> = receive();
  #state: unknown = undefined;
  /** The callback whose result comes next. */
  #callback: CallbackName | "terminate" | undefined = undefined;
  #activity: Steps | undefined = undefined;
  /** The message that the activity is at, or that ends the server. A callback that returns at once is not worth the write barrier. */
  #message: unknown = undefined;
  #hasContinue = false;
  #continue: unknown = undefined;
  #ending: Ending | undefined = undefined;

  constructor(scheduler: Scheduler, birth: Birth) {
    this.#scheduler = scheduler;
    this.#birth = birth;
    this.#callbacks = birth.callbacks;
  }

  /** What a report of a long turn calls this body: the callback that was called last may not be the one that took long. */
  get name(): string {
    const callback = this.#callback;
    const { name, constructor } = this.#callbacks;
    const title = [name, constructor?.name].find((known) => typeof known === "string" && known !== "Object") ?? "GenServer";
    return callback === undefined || this.#callbacks[callback] === undefined ? title : `${title}, last in ${callback}`;
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<unknown, unknown> {
    for (;;) {
      try {
        return this.#run();
      } catch (thrown) {
        this.#fail(thrown);
      }
    }
  }

  /** A callback has yielded what is no operation: it is told so. */
  throw(error: unknown): IteratorResult<unknown, unknown> {
    const activity = this.#activity;
    this.#activity = {
      next: () => {
        this.#activity = activity;
        if (activity?.throw === undefined) throw error;
        return activity.throw(error);
      },
    };
    return this.next();
  }

  /** An exit signal ends the process: no terminate, but `finally` in the callback that is under way. */
  return(): IteratorResult<unknown, unknown> {
    return this.#activity?.return?.() ?? done(undefined);
  }

  #run(): IteratorResult<unknown, unknown> {
    for (;;) {
      if (this.#activity !== undefined) {
        const step = this.#activity.next();
        if (step.done !== true) return step;
        this.#activity = undefined;
        this.#conclude(step.value, this.#message);
      } else if (this.#ending !== undefined) {
        if (this.#callback === "terminate") return this.#end(this.#ending);
        this.#terminate(this.#ending.reason);
      } else if (this.#hasContinue) {
        if (this.#scheduler.core.charge(1) <= 0) return this.#yieldTurn();
        this.#handleContinue();
      } else if (this.#callback === undefined) {
        this.#init();
      } else {
        const source = this.#source;
        const step = source.next();
        if (step.done !== true) return step;
        if (source !== this.#messages) this.#source = this.#messages;
        this.#handle(step.value);
        // What the runtime asks is no message to the callbacks: the wait for one begins anew, with all its time, as in OTP.
        if (source !== this.#messages && step.value instanceof StateCall) this.#source = this.#timed[Symbol.iterator]();
      }
    }
  }

  #init(): void {
    const { callbacks, name, arg } = this.#birth;
    this.#callback = "init";
    if (name !== undefined && !this.#register(name)) return;
    this.#scheduler.mayAwait = true;
    this.#accept(callbacks.init(arg as never), undefined);
  }

  #register(name: ServerName): boolean {
    try {
      register(this.#scheduler, this.#pid(), name);
      return true;
    } catch (error) {
      if (!(error instanceof AlreadyRegisteredError)) throw error;
      this.#birth.refusal = { holder: error.pid };
      this.#endQuietly();
      return false;
    }
  }

  #handle(message: unknown): void {
    try {
      this.#dispatch(message);
    } catch (thrown) {
      this.#message = message;
      throw thrown;
    }
  }

  #dispatch(message: unknown): void {
    const callbacks = this.#callbacks;
    this.#callback = "handleInfo";
    if (message instanceof Call && !isShared(message)) { // a From that was shared comes back as it is, and asks for nothing
      this.#callback = "handleCall";
      const request = requestOf(message);
      if (callbacks.handleCall === undefined) throw missing("handleCall", request);
      this.#scheduler.mayAwait = true;
      this.#accept(callbacks.handleCall(request as never, message, this.#state as never), message);
    } else if (message instanceof Cast) {
      this.#callback = "handleCast";
      if (callbacks.handleCast === undefined) throw missing("handleCast", message.request);
      this.#scheduler.mayAwait = true;
      this.#accept(callbacks.handleCast(message.request as never, this.#state as never), message);
    } else if (message instanceof StateCall) {
      this.#answerState(message);
    } else if (message instanceof Stop || this.#isParentExit(message)) {
      this.#message = message;
      this.#ending = endingBy(message.reason);
    } else {
      this.#handleInfo(message);
    }
  }

  /** True for the EXIT of the parent. That of a runtime that stops counts as one: nobody is left who would tell the server to end, and a supervisor would restart what ends. */
  #isParentExit(message: unknown): message is Exit {
    if (!isExit(message)) return false;
    const { refuse, hostPid } = this.#scheduler;
    return message.from === (this.#birth.parent ?? this.#pid()) || (refuse !== undefined && message.from === hostPid);
  }

  #handleInfo(message: unknown): void {
    const callbacks = this.#callbacks;
    if (callbacks.handleInfo === undefined) {
      log(this.#scheduler, "error", `GenServer ${this.#title()} has no handleInfo and got the message ${inspect(message)}, which is dropped`);
      return;
    }
    this.#scheduler.mayAwait = true;
    this.#accept(callbacks.handleInfo(message as never, this.#state as never), message);
  }

  #handleContinue(): void {
    const callbacks = this.#callbacks;
    const arg = this.#continue;
    this.#hasContinue = false;
    this.#continue = undefined;
    this.#callback = "handleContinue";
    if (callbacks.handleContinue === undefined) throw missing("handleContinue", arg);
    this.#scheduler.mayAwait = true;
    this.#accept(callbacks.handleContinue(arg as never, this.#state as never), undefined);
  }

  /** A callback has returned, which was given `message`. */
  #accept(result: unknown, message: unknown): void {
    const scheduler = this.#scheduler;
    const { asyncBody } = scheduler;
    scheduler.mayAwait = false;
    const activity = asyncBody === undefined && isOutcome(result) ? undefined : activityOf(scheduler, result, asyncBody);
    if (asyncBody !== undefined) scheduler.asyncBody = undefined;
    if (activity === undefined) return this.#conclude(result, message);
    this.#activity = activity;
    this.#message = message;
  }

  /** A callback is over: its result says what comes next. */
  #conclude(result: unknown, message: unknown): void {
    const callback = this.#callback as CallbackName | "terminate";
    if (callback === "terminate") return;
    const shape = shapeOf(callback, result);
    const outcome = result as Outcome;
    if ((shape & (STOP | IGNORE)) !== 0) return this.#stop(shape, outcome, message);
    this.#state = outcome.state;
    if ((shape & REPLY) !== 0) this.#reply(message as Call, outcome.reply);
    else if (callback === "init") this.#started();
    else if (callback === "handleCall") forgetRequest(message as Call); // who replies later keeps the From
    this.#message = undefined;
    if ((shape & CONTINUE) !== 0) {
      this.#hasContinue = true;
      this.#continue = outcome.continue;
    } else if ((shape & TIMEOUT) !== 0 && outcome.timeout !== Infinity) {
      this.#timed = receive({ after: outcome.timeout });
      this.#source = this.#timed[Symbol.iterator]();
    }
  }

  #reply({ ref }: From, value: unknown): void {
    deliverToAlias(this.#scheduler, ref, copy(value, "reply"));
  }

  #started(): void {
    const { starter } = this.#birth;
    this.#birth.starter = undefined;
    if (starter !== undefined) deliverToAlias(this.#scheduler, starter, STARTED);
  }

  #stop(shape: number, outcome: Outcome, message: unknown): void {
    if (this.#callback === "init") {
      this.#freeName();
      if ((shape & STOP) !== 0) throw new ExitError(outcome.stop);
      this.#birth.refusal = "ignored";
      return this.#endQuietly();
    }
    this.#state = outcome.state;
    this.#message = message;
    this.#ending = endingBy(outcome.stop);
    if ((shape & REPLY) !== 0) this.#ending = { ...this.#ending, reply: copy(outcome.reply, "reply"), replyTo: message as Call };
  }

  #answerState(asked: StateCall): void {
    const { state, answer } = answerOf(asked, this.#state);
    this.#state = state;
    deliverToAlias(this.#scheduler, asked.ref, answer);
  }

  /** A callback has thrown, or returned what it may not. */
  #fail(thrown: unknown): void {
    const scheduler = this.#scheduler;
    scheduler.mayAwait = false;
    disownAsyncBody(scheduler);
    this.#activity = undefined;
    if (this.#callback === "init") this.#freeName();
    const isInTerminate = this.#callback === "terminate";
    if (this.#callback === "init" || (isInTerminate && this.#ending === undefined) || scheduler.core.state(scheduler.current) === EXITING) throw thrown;
    const reason = reasonOfThrown(thrown);
    // Who was to be replied to after terminate still is.
    this.#ending = isInTerminate && this.#ending !== undefined ? { ...this.#ending, reason, hasFailed: true } : endingBy(reason);
  }

  #terminate(reason: unknown): void {
    const callbacks = this.#callbacks;
    this.#callback = "terminate";
    if (callbacks.terminate === undefined) return;
    this.#scheduler.mayAwait = true;
    this.#accept(callbacks.terminate(reason, this.#state as never), this.#message);
  }

  #end({ reason, reply, replyTo, hasFailed }: Ending): IteratorResult<unknown, unknown> {
    this.#ending = undefined;
    if (replyTo !== undefined) deliverToAlias(this.#scheduler, replyTo.ref, reply);
    if (hasFailed || !isNormalExit(reason)) log(this.#scheduler, "error", terminationReport(this.#title(), this.#callbacks, { reason, state: this.#state, message: contentOf(this.#message) }));
    if (reason === "normal") return done(undefined);
    throw new ExitError(reason);
  }

  /** Ends before it has begun: neither terminate nor a report. */
  #endQuietly(): void {
    this.#callback = "terminate";
    this.#ending = endingBy("normal");
  }

  #freeName(): void {
    const { name } = this.#birth;
    if (name !== undefined) giveUpName(this.#scheduler, this.#pid(), name);
  }

  #yieldTurn(): IteratorResult<unknown, unknown> {
    this.#scheduler.core.yieldTurn();
    return PENDING;
  }

  #pid(): Pid {
    return currentPid(this.#scheduler);
  }

  #title(): string {
    const { name } = this.#birth;
    const pid = String(this.#pid());
    if (name === undefined) return pid;
    return `${isVia(name) ? inspect(name) : String(name)} ${pid}`;
  }
}

function endingBy(reason: unknown): Ending {
  return { reason, reply: undefined, replyTo: undefined, hasFailed: false };
}

/** True for most of what callbacks return; false tells nothing. */
function isOutcome(result: unknown): boolean {
  return typeof result === "object" && result !== null && "state" in result;
}

function missing(callback: string, request: unknown): TypeError {
  return new TypeError(`expected callbacks with ${callback}, got none for ${inspect(request)}; define it, or do not ask for it`);
}
