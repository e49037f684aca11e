// The start of a server: whoever starts it waits until `init` is over. Erlang's proc_lib:start_link.

import { FLAG_TRAP_EXIT, YIELDED } from "../../../bindings/core.ts";
import { operationOf } from "../../async-body.ts";
import { takeValue } from "../../deliver.ts";
import { AlreadyStartedError, StartError } from "../../errors.ts";
import { checkMailboxLimit, limitMailbox } from "../../mailbox-limit.ts";
import type { MailboxLimit } from "../../mailbox-limit.ts";
import { checkServerName, whereis } from "../../names.ts";
import type { ServerName } from "../../names.ts";
import { PENDING } from "../../operation.ts";
import type { Operation, Suspension } from "../../operation.ts";
import { checkDuration, checkFunction, checkKeys, wrongType } from "../../options.ts";
import { generationOfRef, indexOfRef, slotOfPid } from "../../pid.ts";
import type { Pid, Ref } from "../../pid.ts";
import { isAlive, link, monitorForReply, refuseReply, takeFirst, unlink } from "../../relations.ts";
import { callingOrDefault } from "../../runtime.ts";
import { currentPid } from "../../scheduler.ts";
import type { Scheduler } from "../../scheduler.ts";
import { isDown, isExit, kill } from "../../signals.ts";
import type { Down } from "../../signals.ts";
import { runProcess, spawnProcess, undoIfThrown } from "../../spawn.ts";
import { isWaitOver } from "../../wait.ts";
import type { AnyCallbacks } from "./callbacks.ts";
import { serve } from "./server.ts";
import type { Birth } from "./server.ts";
import { noteWaiting } from "./waits.ts";

/** Options of `start` and `startLink`. */
export interface StartOptions {
  /** Registers the server before `init` runs. */
  readonly name?: ServerName;
  /** Milliseconds that `init` may take; then the server is killed. Default: for ever. */
  readonly timeout?: number;
  /**
   * Limits the mailbox: a call or a cast to a full server is refused by a `MailboxFullError` in the caller (`"error"`), or ends
   * the server (`"exit"`), or it or the oldest one is dropped, and nobody answers a call that was. What the runtime asks of a
   * server, as `stop` and `getState` do, always finds room. Default: no limit.
   */
  readonly maxMailbox?: MailboxLimit;
}

/** The options of a start, checked. */
interface Start {
  readonly name: ServerName | undefined;
  readonly timeout: number;
  readonly maxMailbox: MailboxLimit | undefined;
  readonly isLinked: boolean;
}

/** Returns the operation that starts a server. Awaited in host code there is nobody to link with, and it starts unlinked. @throws RangeError, TypeError */
export function startOperation(callbacks: AnyCallbacks, arg: unknown, options: StartOptions, isLinked: boolean): Operation<Pid | undefined> {
  checkCallbacks(callbacks);
  const start = checkOptions(options, isLinked);
  return operationOf(
    "GenServer.start()",
    (scheduler) => starting(scheduler, callbacks, arg, start),
    () => runProcess(callingOrDefault(), () => startOperation(callbacks, arg, options, false), []) as Promise<Pid | undefined>,
  );
}

function* starting(scheduler: Scheduler, callbacks: AnyCallbacks, arg: unknown, { name, timeout, maxMailbox, isLinked }: Start): Generator<Suspension, Pid | undefined, unknown> {
  const holder = name === undefined ? undefined : whereis(scheduler, name);
  if (holder !== undefined) throw new AlreadyStartedError(holder);
  const parent = isLinked ? currentPid(scheduler) : undefined;
  const birth: Birth = { callbacks, arg, name, parent, starter: undefined, refusal: undefined };
  const pid = spawnProcess(scheduler, () => serve(scheduler, birth));
  const ref = undoIfThrown(scheduler, pid, () => {
    if (maxMailbox !== undefined) limitMailbox(scheduler, slotOfPid(pid), maxMailbox);
    if (isLinked) link(scheduler, pid);
    return monitorForReply(scheduler, pid);
  });
  birth.starter = ref;
  noteWaiting(scheduler, { ref, answer: undefined });

  const answer = yield* answerOf(scheduler, ref, timeout);
  if (isDown(answer, ref)) return yield* failed(scheduler, pid, birth, answer);
  if (answer !== undefined) return pid;
  yield* killed(scheduler, pid);
  throw new StartError("timeout");
}

/** The server has ended instead of starting, by a failure or as it was told to. */
function* failed(scheduler: Scheduler, pid: Pid, { parent, refusal }: Birth, { reason }: Down): Generator<Suspension, undefined, unknown> {
  if (parent !== undefined) takeExit(scheduler, pid);
  if (refusal === "ignored") return undefined;
  if (refusal !== undefined) throw new AlreadyStartedError(refusal.holder);
  throw new StartError(reason);
}

/** Kills a server that takes too long, and waits until it is gone. */
function* killed(scheduler: Scheduler, pid: Pid): Generator<Suspension, void, unknown> {
  unlink(scheduler, pid);
  if (!isAlive(scheduler, pid)) return;
  const ref = monitorForReply(scheduler, pid);
  kill(scheduler, slotOfPid(pid));
  yield* answerOf(scheduler, ref, Infinity);
}

/** What comes through a relation of the current process; undefined when nothing does in time. Whoever waits no more gets nothing later. */
function* answerOf(scheduler: Scheduler, ref: Ref, timeout: number): Generator<Suspension, unknown, unknown> {
  const { core } = scheduler;
  let answer: unknown;
  core.beginReceiveFor(indexOfRef(ref), generationOfRef(ref));
  try {
    while (answer === undefined) {
      const place = core.look(indexOfRef(ref), generationOfRef(ref));
      if (place > 0 && core.accept(place) !== 0) answer = takeValue(scheduler, place);
      else if (place !== YIELDED && isWaitOver(scheduler, timeout)) break;
      else yield PENDING.value;
    }
    return answer;
  } finally {
    if (answer === undefined) refuseReply(scheduler, ref);
  }
}

/** Takes out the EXIT of a server that did not start: the caller is told by the error. */
function takeExit(scheduler: Scheduler, pid: Pid): void {
  const { core } = scheduler;
  if ((core.flags(scheduler.current) & FLAG_TRAP_EXIT) === 0) return;
  core.beginReceive();
  takeFirst(scheduler, (message) => isExit(message, pid));
}

const OPTIONAL = ["handleCall", "handleCast", "handleInfo", "handleContinue", "terminate", "formatStatus"] as const;

function checkCallbacks(callbacks: AnyCallbacks): void {
  if (typeof callbacks !== "object" || callbacks === null || typeof callbacks.init !== "function") throw wrongType("callbacks with init", callbacks);
  for (const name of OPTIONAL) {
    if (callbacks[name] !== undefined) checkFunction(callbacks[name], `the callback ${name} as a function`);
  }
}

function checkOptions(options: StartOptions, isLinked: boolean): Start {
  checkKeys(options, ["name", "timeout", "maxMailbox"]);
  const { name, timeout = Infinity, maxMailbox } = options;
  return {
    name: name === undefined ? undefined : checkServerName(name),
    timeout: checkDuration(timeout, "timeout"),
    maxMailbox: checkMailboxLimit(maxMailbox),
    isLinked,
  };
}
