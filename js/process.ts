// Process: Elixir's module of that name. What a process may ask of itself and of others beyond the kernel.
//
// Its own files: process-spawn.ts, process-info.ts, dictionary.ts.

import { FLAG_TRAP_EXIT, NONE } from "../bindings/core.ts";
import { createAbortController } from "../bindings/host.ts";
import type { HostAbortSignal } from "../bindings/host.ts";
import { checkCalling } from "./ended.ts";
import { ExitError } from "./errors.ts";
import type { Name } from "./errors.ts";
import { checkMailboxLimit, limitMailbox } from "./mailbox-limit.ts";
import type { MailboxLimit } from "./mailbox-limit.ts";
import { checkServerName, register as registerName, unregister as unregisterName, whereis as findName } from "./names.ts";
import type { ServerName } from "./names.ts";
import { noteOn, notesOf } from "./notes.ts";
import type { Operation } from "./operation.ts";
import { check, checkBoolean, checkKeys, wrongType } from "./options.ts";
import { isPid, isRef, slotOfPid } from "./pid.ts";
import type { AnyPid, Pid, Ref } from "./pid.ts";
import { priorityCode, priorityName } from "./priority.ts";
import type { Priority } from "./priority.ts";
import { describe } from "./process-info.ts";
import type { ProcessInfo } from "./process-info.ts";
import { copyReason } from "./reason.ts";
import * as relations from "./relations.ts";
import { callingOrDefault } from "./runtime.ts";
import { callingPid, callingScheduler, checkNotStopped, currentPid, pidAt, schedulerOfPid, schedulerOfRef } from "./scheduler.ts";
import type { Scheduler } from "./scheduler.ts";
import { kill, signalExit } from "./signals.ts";
import { hibernateOperation, sleepOperation } from "./sleep.ts";
import * as timers from "./timers.ts";

export { deleteKey as delete, get, getKeys, put } from "./dictionary.ts";
export { spawn } from "./process-spawn.ts";
export type { SpawnOptions } from "./process-spawn.ts";

/**
 * Sends an exit signal, and returns at once. The process ends with that reason unless it traps exits, when it gets
 * `{ type: "EXIT", from, reason }`. `"kill"` cannot be trapped, and is seen by others as `"killed"`; `"normal"` does nothing to
 * a process that does not trap, unless it is the caller. A process that has ended gets nothing.
 *
 * Guarantees that `isAlive` is false right after a signal that ends. A process that ends itself unwinds by a throw.
 *
 * @throws {@link DataCloneError} when the reason cannot be copied.
 * @example
 * const [pid] = spawnMonitor(function* () {
 *   yield* Process.sleep(Infinity);
 * });
 * Process.exit(pid, "shutdown");
 * Process.isAlive(pid); // false
 * const down = yield* receive(isDown);
 * down.reason; // "shutdown"
 * @see https://hexdocs.pm/elixir/Process.html#exit/2
 */
export function exit(pid: AnyPid, reason: unknown): true {
  const scheduler = homeOf(pid);
  const copied = copyReason(reason);
  const slot = slotOfPid(pid);
  if (!relations.isAlive(scheduler, pid)) {
    if (copied === "kill" && pidAt(scheduler, slot) === pid) kill(scheduler, slot);
    return true;
  }
  const isOwn = slot === scheduler.current;
  if (copied === "kill") kill(scheduler, slot);
  else signalExit(scheduler, slot, currentPid(scheduler), copied, isOwn);
  if (isOwn && !relations.isAlive(scheduler, pid)) throw new ExitError(copied === "kill" ? "killed" : copied);
  return true;
}

/**
 * Links the calling process with another: when one ends, the other gets an exit signal with the same reason.
 *
 * A link with oneself does nothing, a second link with the same process neither.
 *
 * @throws {@link NoProcessError} when the process has ended, unless the caller traps exits: that gets an EXIT with reason `"noproc"`.
 * @throws {@link NotAProcessError} in host code.
 * @example
 * Process.flag("trapExit", true);
 * const pid = spawn(() => exit("done"));
 * Process.link(pid);
 * const { reason } = yield* receive(isExit);
 * reason; // "done"
 * @see https://hexdocs.pm/elixir/Process.html#link/1
 */
export function link(pid: AnyPid): true {
  relations.link(callingWith("Process.link()", pid), pid);
  return true;
}

/**
 * Ends the link with another process, if there is one. Guarantees that no EXIT of that link comes afterwards.
 *
 * @throws {@link NotAProcessError} in host code.
 * @see https://hexdocs.pm/elixir/Process.html#unlink/1
 */
export function unlink(pid: AnyPid): true {
  relations.unlink(callingWith("Process.unlink()", pid), pid);
  return true;
}

/**
 * Monitors a process, by pid or by the name it has now: when it ends, the caller gets `{ type: "DOWN", ref, object, reason }`,
 * once. One that does not exist is DOWN at once, with reason `"noproc"`. With `alias` the ref is also an address for the caller.
 *
 * @throws {@link NotAProcessError} in host code.
 * @example
 * const pid = spawn(() => exit("done"));
 * Process.monitor(pid);
 * const first = yield* receive(isDown);
 * first.reason; // "done"
 *
 * Process.monitor(pid);
 * const second = yield* receive(isDown);
 * second.reason; // "noproc"
 * @see https://hexdocs.pm/elixir/Process.html#monitor/2
 */
export function monitor(destination: AnyPid | ServerName, options: { readonly alias?: relations.MonitorAlias } = {}): Ref {
  checkKeys(options, ["alias"]);
  if (isPid(destination)) return relations.monitor(callingWith("Process.monitor()", destination), destination, undefined, options.alias);
  const scheduler = callingScheduler("Process.monitor()");
  const name = checkServerName(destination, "a pid or a name to monitor");
  return relations.monitor(scheduler, findName(scheduler, name), name, options.alias);
}

/**
 * Ends a monitor of the calling process. A DOWN that has come already stays in the mailbox, unless `flush` takes it out.
 *
 * @returns `true`; with `info`, whether the monitor was still there.
 * @throws {@link NotAProcessError} in host code.
 * @example
 * const [, ref] = spawnMonitor(() => {});
 * yield* Process.sleep(0);
 * Process.demonitor(ref, { flush: true });
 * yield* receive({ after: 0 }); // timeout
 * @see https://hexdocs.pm/elixir/Process.html#demonitor/2
 */
export function demonitor(ref: Ref, options: { readonly flush?: boolean; readonly info?: boolean } = {}): boolean {
  checkKeys(options, ["flush", "info"]);
  const isFlushing = checkBoolean("flush", options.flush);
  const wantsInfo = checkBoolean("info", options.info);
  const wasThere = relations.demonitor(callingWithRef("Process.demonitor()", ref), ref, isFlushing);
  return wantsInfo ? wasThere : true;
}

/**
 * Sets a flag of the calling process and returns its old value. `trapExit` turns exit signals into messages; `priority`
 * says in which run queue the process waits; `maxMailbox` limits its mailbox, `undefined` lifts the limit.
 *
 * @throws {@link NotAProcessError} in host code. TypeError, RangeError for a flag or a value that is none.
 * @example
 * Process.flag("trapExit", true); // false, the old value
 * spawnLink(() => exit("done"));
 * const { reason } = yield* receive(isExit);
 * reason; // "done"
 * @see https://hexdocs.pm/elixir/Process.html#flag/2
 */
export function flag(name: "trapExit", value: boolean): boolean;
export function flag(name: "priority", value: Priority): Priority;
export function flag(name: "maxMailbox", value: MailboxLimit | undefined): MailboxLimit | undefined;
export function flag(name: "trapExit" | "priority" | "maxMailbox", value: unknown): boolean | Priority | MailboxLimit | undefined {
  const scheduler = callingScheduler("Process.flag()");
  const { core, current } = scheduler;
  if (name === "maxMailbox") return limitMailbox(scheduler, current, checkMailboxLimit(value));
  if (name === "trapExit") {
    check(typeof value === "boolean", "true or false for the flag trapExit", value);
    const old = (core.flags(current) & FLAG_TRAP_EXIT) !== 0;
    core.setFlag(current, FLAG_TRAP_EXIT, value ? 1 : 0);
    return old;
  }
  if (name === "priority") {
    const old = core.priority(current);
    core.setPriority(current, priorityCode(value));
    return priorityName(old);
  }
  throw wrongType("the flag trapExit, priority or maxMailbox", name);
}

/** Returns whether a process has neither ended nor been told to: signals that the caller sent before count. @see https://hexdocs.pm/elixir/Process.html#alive?/1 */
export function isAlive(pid: AnyPid): boolean {
  return relations.isAlive(homeOf(pid), pid);
}

/**
 * Returns what there is to know of a process, or `undefined` when it has ended.
 *
 * @example
 * send(self(), "hello");
 * Process.info(self())?.messageQueueLength; // 1
 * @see https://hexdocs.pm/elixir/Process.html#info/1
 */
export function info(pid: AnyPid): ProcessInfo | undefined {
  const scheduler = homeOf(pid);
  return relations.isAlive(scheduler, pid) ? describe(scheduler, slotOfPid(pid)) : undefined;
}

/** Returns the pids of all processes of the runtime, those that are ending included. @see https://hexdocs.pm/elixir/Process.html#list/0 */
export function list(): Pid[] {
  const scheduler = callingOrDefault();
  const pids = [];
  for (let slot = scheduler.core.nextProcess(NONE); slot !== NONE; slot = scheduler.core.nextProcess(slot)) pids.push(pidAt(scheduler, slot));
  return pids;
}

/**
 * Registers a live process under a name that is free. It has at most one, those by `via` aside. The name is freed when it ends, before anybody
 * is told of that.
 *
 * @throws {@link AlreadyRegisteredError} when the name is taken, or the process has one.
 * @throws {@link NoProcessError} when the process has ended.
 * @example
 * Process.register(self(), "clock");
 * Process.whereis("clock") === self(); // true
 * send("clock", "tick");
 * yield* receive(); // "tick"
 * @see https://hexdocs.pm/elixir/Process.html#register/2
 */
export function register(pid: AnyPid, name: ServerName): true {
  registerName(homeOf(pid), pid, name);
  return true;
}

/** Frees a name. @throws {@link NoProcessError} when nobody has it. @see https://hexdocs.pm/elixir/Process.html#unregister/1 */
export function unregister(name: ServerName): true {
  unregisterName(callingOrDefault(), name);
  return true;
}

/** Returns the live process that has a name, or `undefined`. @see https://hexdocs.pm/elixir/Process.html#whereis/1 */
export function whereis(name: ServerName): Pid | undefined {
  return findName(callingOrDefault(), name);
}

/** Returns the names that are taken, those by `via` aside. @see https://hexdocs.pm/elixir/Process.html#registered/0 */
export function registered(): Name[] {
  return [...callingOrDefault().names.keys()];
}

/**
 * Sends a copy of `message`, taken now, after `ms` milliseconds, never before; with `Infinity`, never. A name is looked up
 * then, and nobody there is no error. A timer to a pid ends with that process.
 *
 * @returns a ref for `cancelTimer` and `readTimer`.
 * @throws RangeError when `ms` is negative or NaN; {@link DataCloneError} when the message cannot be copied.
 * @example
 * Process.sendAfter(self(), "tick", 10);
 * yield* receive(); // "tick"
 * @see https://hexdocs.pm/elixir/Process.html#send_after/4
 */
export function sendAfter<Message>(destination: Pid<Message> | ServerName, message: NoInfer<Message>, ms: number): Ref {
  if (isPid(destination)) return timers.startTimer(homeOf(destination), destination, message, ms);
  return timers.startTimer(callingOrDefault(), checkServerName(destination, "a pid or a name as destination"), message, ms);
}

/**
 * Stops a timer, whoever started it.
 *
 * @returns the milliseconds that were left, or `false` when it had sent already, or was stopped.
 * @example
 * const timer = Process.sendAfter(self(), "tick", 10_000);
 * Process.cancelTimer(timer) !== false; // true
 * Process.cancelTimer(timer); // false
 * @see https://hexdocs.pm/elixir/Process.html#cancel_timer/2
 */
export function cancelTimer(ref: Ref): number | false {
  return timers.stopTimer(homeOfRef(ref), ref);
}

/** Returns the milliseconds until a timer sends, or `false` when it does not run. @see https://hexdocs.pm/elixir/Process.html#read_timer/1 */
export function readTimer(ref: Ref): number | false {
  return timers.timeLeft(homeOfRef(ref), ref);
}

/**
 * Blocks the calling process for `ms` milliseconds; messages go on gathering. `sleep(0)` gives up the turn.
 *
 * @throws RangeError when `ms` is negative or NaN.
 * @example
 * yield* Process.sleep(10);
 * @see https://hexdocs.pm/elixir/Process.html#sleep/1
 */
export function sleep(ms: number): Operation<void> {
  return sleepOperation(ms, callingOrDefault);
}

/**
 * Makes an address of the calling process that can be taken back: a ref to `send` to.
 *
 * @param mode `"explicitUnalias"` (default): active until `unalias`. `"reply"`: also ended by the first message.
 * @throws {@link NotAProcessError} in host code.
 * @example
 * const alias = Process.alias("reply");
 * send(alias, "first");
 * send(alias, "second");
 * yield* receive(); // "first"
 * yield* receive({ after: 0 }); // timeout
 * @see https://www.erlang.org/doc/man/erlang.html#alias-1
 */
export function alias(mode: relations.AliasMode = "explicitUnalias"): Ref {
  return relations.makeAlias(callingScheduler("Process.alias()"), mode);
}

/** Ends an alias of the calling process. @returns whether it was active. @throws {@link NotAProcessError} in host code. @see https://hexdocs.pm/elixir/Process.html#unalias/1 */
export function unalias(ref: Ref): boolean {
  return relations.unalias(callingWithRef("Process.unalias()", ref), ref);
}

/**
 * Labels the calling process, for reports and `Process.info`.
 *
 * @throws {@link NotAProcessError} in host code.
 * @example
 * Process.setLabel("cart 17");
 * Process.getLabel(); // "cart 17"
 */
export function setLabel(label: unknown): void {
  const scheduler = callingScheduler("Process.setLabel()");
  noteOn(scheduler, scheduler.current).label = label;
}

/** Returns the label of a process, of the calling one by default, or `undefined`. @throws {@link NotAProcessError} in host code without a pid. */
export function getLabel(pid: AnyPid = callingPid("Process.getLabel()")): unknown {
  const scheduler = homeOf(pid);
  return relations.isAlive(scheduler, pid) ? notesOf(scheduler, slotOfPid(pid))?.label : undefined;
}

/**
 * Returns a signal that is aborted when the calling process ends, whatever the reason: pass it to what the process has the host do.
 * Its `reason` is an {@link ExitError} with that of the process.
 *
 * @throws {@link NotAProcessError} in host code.
 * @example
 * const response = yield* until(fetch(url, { signal: Process.abortSignal() }));
 */
export function abortSignal(): HostAbortSignal {
  const scheduler = callingScheduler("Process.abortSignal()");
  return (noteOn(scheduler, scheduler.current).abortController ??= createAbortController()).signal;
}

/** Blocks the calling process until there is a message, and takes none. @throws {@link NotAProcessError} in host code. @see https://hexdocs.pm/elixir/Process.html#hibernate/3 */
export function hibernate(): Operation<void> {
  checkCalling("Process.hibernate()");
  return hibernateOperation();
}

function callingWith(operation: string, pid: AnyPid): Scheduler {
  const scheduler = callingScheduler(operation);
  homeOf(pid);
  return scheduler;
}

function callingWithRef(operation: string, ref: Ref): Scheduler {
  const scheduler = callingScheduler(operation);
  homeOfRef(ref);
  return scheduler;
}

/** The scheduler of a pid that the caller may use. */
function homeOf(pid: AnyPid): Scheduler {
  check(isPid(pid), "a pid", pid);
  const scheduler = schedulerOfPid(pid);
  checkNotStopped(scheduler);
  return scheduler;
}

function homeOfRef(ref: Ref): Scheduler {
  check(isRef(ref), "a ref", ref);
  const scheduler = schedulerOfRef(ref);
  checkNotStopped(scheduler);
  return scheduler;
}
