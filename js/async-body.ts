// Async bodies: how a process whose body is an async function takes turns, and how the runtime knows it after an await.
//
// The function itself runs in the host's microtasks, between two slices. `await operation` hands the operation to its
// AsyncBody, which performs it in turns of the process, as a generator's `yield*` would. When it is over, three jobs
// enter the microtask queue in one go, so nothing can come between them:
//
//     enter the process │ the code after the await │ leave the process
//
// After an await of anything else there is no such sandwich: the process is not known there, and operations say so.
//
// A plain function and a generator turn out to be none that awaits. What async code that they have begun awaits is performed
// as for host code.
//
// Compiled code gives up its turn by a pause, which is no operation: as it is written the code would not have stopped there. So
// it goes on before anything that is awaited, and what has paused is waited for at the end, whether the function has awaited it or not.
//
// A function may be over while an operation is under way that it has given up: the loser of a race. That one is ended as
// one in a generator that is closed; what was not begun yet never is.

import { queueMicrotask } from "../bindings/host-tasks.ts";
import { settle as settleCount } from "./counting.ts";
import { enterUnaware, leaveEnded, tellEnded, thenOfEnded } from "./ended.ts";
import type { Ended } from "./ended.ts";
import { ExitError } from "./errors.ts";
import { inspect } from "./inspect.ts";
import { beginTurns, reportStretch } from "./long-turn.ts";
import { PENDING, done } from "./operation.ts";
import type { Operation, Suspension } from "./operation.ts";
import { copyReasonIfPossible, isExitError, reasonOfThrown } from "./reason.ts";
import { crashReport } from "./report.ts";
import { active, callingScheduler, log, now, pidAt, setActive } from "./scheduler.ts";
import type { Scheduler, Steps } from "./scheduler.ts";
import { condemn, wake as wakeProcess } from "./signals.ts";

export interface AsyncBody extends Steps {
  /** Of the function, for reports. */
  name: string | undefined;
  /** True once an exit signal has ended the process. */
  isClosed: boolean;
  /** Follows the promise of the async function: its end is the end of the process. */
  follow(promise: PromiseLike<unknown>): void;
  /** The function is none that awaits: what is awaited in its name is host code's. Called in the same turn. */
  disown(): void;
  /** Some of its code has given up its turn, and not gone on yet. */
  readonly isPaused: boolean;
  /** Its code gives up its turn: returns what `await` is to call. */
  pause(): PromiseLike<void>["then"];
  /** Performs an operation that the function awaits, after those it awaits already, and calls back with the outcome. `outside` performs it for host code. */
  perform(operation: Operation<unknown>, isEndless: boolean, outside: () => PromiseLike<unknown>, resolve: (value: never) => unknown, reject: (error: unknown) => unknown): void;
  /** The function is over, in the process's turn: ends what it has left, whose promises stay pending. To be asked until it is done. */
  finish(): IteratorResult<unknown, unknown>;
}

interface Awaited {
  readonly operation: Operation<unknown>;
  /** It may wait for ever by itself. */
  readonly isEndless: boolean;
  readonly resolve: (value: never) => unknown;
  readonly reject: (error: unknown) => unknown;
  steps: Iterator<unknown, unknown, unknown> | undefined;
}

/** Code that is to go on in the next turn. */
interface Pause {
  readonly resolve: (value: undefined) => unknown;
  readonly reject: (error: unknown) => unknown;
}

type Verdict = Parameters<typeof condemn>[2];

export function createAsyncBody(scheduler: Scheduler, slot: number): AsyncBody {
  const { core } = scheduler;
  const generation = core.generation(slot);
  const ended: Ended = { scheduler, pid: pidAt(scheduler, slot), untold: undefined, isTold: false, hasBlocked: false };
  const awaited: Awaited[] = []; // the first may have begun, the others have not
  const pauses: Pause[] = [];
  let paused = 0; // those in `pauses`, those on the way there, and the one that goes on
  let isPauseOver = false; // from the end of a pause until the code after it has run
  let verdict: Verdict | undefined; // once the function is over
  let ending: Awaited["steps"]; // of the operation that is being ended
  let closing: ExitError | undefined; // what the function is told once an exit signal has ended the process
  let hasReportedQueue = false;
  let isDisowned = false;
  let isResuming = false; // from the end of an operation until the code after its await has run
  let isEntered = false;
  let enteredAt = 0;

  const body: AsyncBody = {
    name: undefined,
    isClosed: false,

    follow(promise) {
      promise.then(
        (value) => conclude({ reason: "normal", closesBody: true, value }),
        (thrown: unknown) => {
          const isReported = isExitError(thrown) || core.isAlive(slot, generation) === 0 || scheduler.notes.get(slot)?.onExit !== undefined;
          const report = isReported ? undefined : crashReport(scheduler, slot, thrown);
          conclude({ reason: copyReasonIfPossible(reasonOfThrown(thrown)), closesBody: true });
          if (report !== undefined) log(scheduler, "error", report);
          if (ended.isTold && !isExitError(thrown)) log(scheduler, "error", `Process ${String(ended.pid)} threw ${inspect(thrown)} while it was being closed`);
        },
      );
    },

    disown() {
      isDisowned = true;
    },

    get isPaused() {
      return paused > 0;
    },

    pause() {
      paused++;
      return ((resolve: Pause["resolve"], reject: Pause["reject"]) => {
        if (isDisowned) resolve(undefined);
        else if (closing !== undefined) tellEnded(ended, closing, [reject]);
        else {
          pauses.push({ resolve, reject });
          wake();
        }
      }) as PromiseLike<void>["then"];
    },

    perform(operation, isEndless, outside, resolve, reject) {
      if (isDisowned) return performOutside(outside, resolve as (value: unknown) => unknown, reject);
      if (closing !== undefined) return tellEnded(ended, closing, [reject]); // closed between the await and its job
      awaited.push({ operation, isEndless, resolve, reject, steps: undefined });
      wake();
    },

    next() {
      if (pauses.length > 0) {
        isPauseOver = true;
        resume((pauses.shift() as Pause).resolve as (value: unknown) => unknown, undefined);
      } else if (awaited.length > 0 && paused === 0) performStep(awaited[0] as Awaited);
      else core.suspend();
      return PENDING;
    },

    finish() {
      const [first] = awaited.splice(0);
      if (first?.steps === undefined) return ending?.next() ?? done(undefined);
      ending = first.steps;
      core.beginReceive(); // which ends the time limit of a receive that was left
      return ending.return?.() ?? done(undefined);
    },

    return() {
      if (verdict !== undefined && paused === 0) return body.finish();
      const { reason } = scheduler.notes.get(slot)?.verdict ?? {};
      const closed = [...pauses.splice(0), ...awaited];
      body.isClosed = true;
      try {
        return body.finish();
      } finally {
        closing = new ExitError(reason);
        tellEnded(ended, closing, closed.map(({ reject }) => reject));
      }
    },
  };

  function performStep(first: Awaited): void {
    let step;
    try {
      first.steps ??= first.operation[Symbol.iterator]();
      step = first.steps.next();
    } catch (error) {
      return settle(first.reject as (value: unknown) => unknown, error);
    }
    if (step.done === true) settle(first.resolve as (value: unknown) => unknown, step.value);
    else if (first.isEndless && awaited.length > 1 && !hasReportedQueue && awaited.some(({ isEndless }) => !isEndless)) reportQueue();
  }

  /** The likely mistake is a race that was to limit the first. */
  function reportQueue(): void {
    hasReportedQueue = true;
    log(scheduler, "warn", `Process ${String(ended.pid)} awaits ${awaited.length} operations together, which it performs in order, and the first waits without a limit: the others begin when it is over; limit a receive by its option after`);
  }

  /** The first awaited operation is over: the function goes on once this turn has ended. */
  function settle(callback: (value: unknown) => unknown, value: unknown): void {
    awaited.shift();
    resume(callback, value);
  }

  function resume(callback: (value: unknown) => unknown, value: unknown): void {
    core.suspend();
    isResuming = true;
    queueMicrotask(enter);
    callback(value);
    queueMicrotask(leave);
  }

  function enter(): void {
    if (core.enter(slot, generation) === 0) {
      // Ended since the operation was over.
      return enterUnaware(ended, closing ?? new ExitError("killed"));
    }
    isEntered = true;
    scheduler.readAt = enteredAt = now(scheduler);
    beginTurns(scheduler.longTurns, 1);
    setActive(scheduler);
    scheduler.current = slot;
    scheduler.mayAwait = true;
    scheduler.asyncBody = body;
  }

  function leave(): void {
    isResuming = false;
    setActive(undefined);
    leaveEnded();
    if (isEntered) {
      isEntered = false;
      const ms = now(scheduler) - enteredAt;
      if (ms >= scheduler.longTurns.limitMs) reportStretch(scheduler, slot, ms);
      core.charge(settleCount());
      core.leave();
      scheduler.current = 0;
      scheduler.mayAwait = false;
      scheduler.asyncBody = undefined;
    }
    if (isPauseOver) afterPause();
    wake();
  }

  function afterPause(): void {
    isPauseOver = false;
    if (--paused > 0) return;
    end();
    wakeProcess(scheduler, slot, generation); // who has waited for that alone
  }

  function wake(): void {
    if (!isResuming && (awaited.length > 0 || pauses.length > 0)) wakeProcess(scheduler, slot, generation);
  }

  /** The function is over. */
  function conclude(how: Verdict): void {
    verdict = how;
    end();
  }

  function end(): void {
    if (verdict !== undefined && paused === 0 && core.isAlive(slot, generation) !== 0) condemn(scheduler, slot, verdict);
  }

  return body;
}

/** What compiled code awaits to give up the turn of its process. */
export const pause: PromiseLike<void> = {
  get then() {
    const scheduler = active as Scheduler;
    return (scheduler.asyncBody ??= createAsyncBody(scheduler, scheduler.current)).pause();
  },
};

/** What the current process has called is no async function, or has thrown before it was known for one. */
export function disownAsyncBody(scheduler: Scheduler): void {
  scheduler.asyncBody?.disown();
  scheduler.asyncBody = undefined;
}

/** Returns an operation that `start` begins in the process that uses it. In code that is no process's, `outside` performs it. */
export function operationOf<T>(name: string, start: (scheduler: Scheduler) => Iterator<Suspension, T, unknown>, outside: () => PromiseLike<T>): Operation<T> {
  const operation: Operation<T> = {
    [Symbol.iterator]: () => start(callingScheduler(name)),
    get then() {
      return thenOf(operation, outside);
    },
  };
  return operation;
}

/**
 * What an operation has as its `then`, to be read at each `await`: the operation is performed by the process whose code
 * awaits it. In code that is no async body's, `outside` performs it. `isEndless` when it may wait for ever by itself.
 */
export function thenOf<T>(operation: Operation<T>, outside: () => PromiseLike<T>, isEndless = false): PromiseLike<T>["then"] {
  if (active === undefined || !active.mayAwait) return thenOfEnded() ?? ((onFulfilled, onRejected) => outside().then(onFulfilled, onRejected));
  const scheduler = active;
  const body = (scheduler.asyncBody ??= createAsyncBody(scheduler, scheduler.current));
  return (onFulfilled, onRejected) => chain(body, operation, isEndless, outside, onFulfilled, onRejected);
}

function performOutside(outside: () => PromiseLike<unknown>, resolve: (value: unknown) => unknown, reject: (error: unknown) => unknown): void {
  try {
    outside().then(resolve, reject);
  } catch (error) {
    reject(error);
  }
}

// The call-backs are called as they are, not behind another promise: `await` passes functions that resume it, and the
// code after it must be the very next job. When the process is closed, a promise that nobody asked about its rejection
// stays pending: a signal to a process is no unhandled rejection of the host.
function chain<T, Fulfilled, Rejected>(
  body: AsyncBody,
  operation: Operation<T>,
  isEndless: boolean,
  outside: () => PromiseLike<T>,
  onFulfilled: ((value: T) => Fulfilled | PromiseLike<Fulfilled>) | null | undefined,
  onRejected: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null | undefined,
): Promise<Fulfilled | Rejected> {
  return new Promise<Fulfilled | Rejected>((resolve, reject) => {
    const settleWith = <Value, Result>(callback: ((value: Value) => Result | PromiseLike<Result>) | null | undefined, otherwise: (value: Value) => void) => (value: Value) => {
      if (typeof callback !== "function") return otherwise(value);
      try {
        resolve(callback(value) as Fulfilled | Rejected);
      } catch (error) {
        reject(error);
      }
    };
    const rejectUnlessClosed = (error: unknown) => {
      if (!body.isClosed) reject(error);
    };
    body.perform(operation, isEndless, outside, settleWith(onFulfilled, (value) => resolve(value as unknown as Fulfilled)), settleWith(onRejected, rejectUnlessClosed));
  });
}
