// The ABI: every export of the core, composed of the files beside it. Integers in, integers out; nothing is imported.
//
// A process is named by its slot, or by slot and generation where it may have ended. A relation and a timer are named by
// index and generation. Exports that say "may grow memory" return a failure code of layout.ts when it cannot grow, and
// then have changed nothing. `current` is the process whose turn it is; what acts on it must be called in its turn only.

import {
  ALIAS, ALIAS_EXPLICIT, ALIAS_NONE, ALIAS_REPLY, BACKLOG_LIMIT, BACKLOG_LOG2, COST_RECEIVE, COST_SCAN, COST_SEND, COST_SIGNAL, COST_SPAWN, COST_TURN, EXITING,
  FLAG_HANDED, FLAG_LIMITED, FLAG_NOTES, FLAG_TIMED_OUT, HANDED, LAYOUT_VERSION, LEFT_MESSAGES, LEFT_RELATIONS, LEFT_TIMERS, LINK, LONG, MAILBOX_LIMITED, MESSAGES, MONITOR, NONE, OUT_OF_MEMORY,
  PROCESSES, RELATIONS, RELATION_ENDED, RUNNABLE, RUNNING, SUSPENDED, SUSPENDED_PROCESSES, WAITING, WAITING_FOR_ANY, YIELDED,
} from "./layout";
import * as mailbox from "./mailbox";
import { arenaLimit, memoryBytes as bytesOfMemory, openArena } from "./memory";
import { freeMessage, messageCount as countMessages, openMessages } from "./message";
import {
  PROCESS_SIZE, Process, clearFlag, createProcess, findProcess, freeProcess, nextProcess as processAfter, openProcesses, processAt, processCount as countProcesses,
  isEnding, isWaiting, resume, setExiting, setHanded, setRunning, setSuspended, setWaiting, setWaitingForAny, setWaitingForReply, suspendedCount as countSuspended,
} from "./process";
import {
  Relation, findLink, findRelation, isAwaited, keepAlias, nextRelation as relationAfter, openRelations, otherEnd, relate,
  relationAt, relationCount as countRelations, unrelate,
} from "./relation";
import { countHanded, dequeue, enqueue, makeRunnable, openRunQueue, requeue, runnableCount as countRunnable } from "./run-queue";
import * as timers from "./timer";

let current: Process | null = null;
let turnReductions: i32 = 0; // what a turn begins with
let reductions: i32 = 0; // left in this turn; below 0 when an operation cost more than was left
let burstReductions: i32 = 0; // left in this burst
let burstTurns: i32 = 0; // left in this burst
let hasWaited: bool = false; // the current process went on, in this turn, after it had begun to wait: it waits for several things
let long: i32 = 0; // slot of the process whose mailbox was the last to become long, or NONE

// ─── Life cycle ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** The layout this core was built with; layout.ts must say the same. */
export function layoutVersion(): i32 {
  return LAYOUT_VERSION;
}

/**
 * Opens a fresh instance, whose memory is all zero: at most `maxProcesses` processes and `maxPages` pages of 64 KiB, turns of `reductionsPerTurn`,
 * run queues in order of arrival (seed 0) or shuffled by `seed`. Called once, before everything else.
 */
export function open(maxProcesses: i32, maxPages: i32, reductionsPerTurn: i32, seed: i32): void {
  openArena(maxPages);
  openProcesses(maxProcesses);
  openMessages();
  openRelations();
  openRunQueue(seed);
  timers.openTimers();
  turnReductions = reductionsPerTurn;
}

// ─── Processes ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** Starts a process, runnable at once. Returns its slot, TOO_MANY_PROCESSES or OUT_OF_MEMORY. O(1). May grow memory. */
export function spawn(priority: i32): i32 {
  const slot = createProcess();
  if (slot < 0) return slot;
  const process = processAt(slot);
  process.priority = <u8>priority;
  reductions -= COST_SPAWN;
  makeRunnable(process);
  return slot;
}

export function generation(slot: i32): i32 {
  return processAt(slot).generation;
}

/** 1 while the process has neither ended nor been told to. */
export function isAlive(slot: i32, generation: i32): i32 {
  return findProcess(slot, generation) != null ? 1 : 0;
}

/** State of the process in a slot: FREE, RUNNABLE … */
export function state(slot: i32): i32 {
  return processAt(slot).state;
}

export function flags(slot: i32): i32 {
  return processAt(slot).flags;
}

/** Sets (`on` 1) or clears a FLAG_* bit. */
export function setFlag(slot: i32, flag: i32, on: i32): void {
  const process = processAt(slot);
  if (on) process.flags |= <u8>flag;
  else clearFlag(process, flag);
}

export function priority(slot: i32): i32 {
  return processAt(slot).priority;
}

/** Changes the priority. O(1), or O(queue length) while the process is queued. */
export function setPriority(slot: i32, priority: i32): void {
  const process = processAt(slot);
  if (process.state == RUNNABLE) requeue(process, <u8>priority);
  else if (process.state != EXITING) process.priority = <u8>priority;
}

/** The slot after `slot` that holds a process, or NONE: a walk from NONE to NONE visits each. */
export function nextProcess(slot: i32): i32 {
  return processAfter(slot);
}

// ─── The end of a process ────────────────────────────────────────────────────────────────────────────────────────────

/**
 * An exit signal has decided that this process ends: it is queued, and `nextTurn` will return it, negated, to be reaped.
 * Until then it receives nothing more. Returns 0 when it was to end already.
 */
export function terminate(slot: i32): i32 {
  const process = processAt(slot);
  if (process.state == EXITING) return 0;
  const isQueued = process.state == RUNNABLE;
  clearFlag(process, FLAG_HANDED);
  setExiting(process);
  timers.stopReceiveTimer(process);
  if (!isQueued) enqueue(process);
  return 1;
}

/**
 * The body of the current process has ended by itself. Returns YIELDED when a signal has ended it before that, in the same
 * turn: it is queued to be reaped. Else returns the LEFT_* bits of what it leaves; without relations, messages
 * and timers its slot is free already, with any of them JavaScript clears those and calls `free`.
 */
export function exit(slot: i32): i32 {
  const process = processAt(slot);
  if (process.state == EXITING) return YIELDED;
  assert(process.state == RUNNING);
  setExiting(process);
  timers.stopReceiveTimer(process);
  return reap(slot);
}

/** As `exit`, for a process that `nextTurn` returned to be reaped. */
export function reap(slot: i32): i32 {
  const process = processAt(slot);
  const left =
    (process.flags & FLAG_NOTES) |
    (process.links | process.monitors | process.monitoredBy ? LEFT_RELATIONS : 0) |
    (process.count != 0 ? LEFT_MESSAGES : 0) |
    (process.timers != NONE ? LEFT_TIMERS : 0);
  if (left <= FLAG_NOTES) free(slot);
  return left;
}

/** Frees the slot of a process that leaves nothing any more. */
export function free(slot: i32): void {
  const process = processAt(slot);
  mailbox.dropRing(process);
  if (process == current) {
    burstReductions -= spentInTurn();
    current = null;
  }
  freeProcess(process);
}

// ─── Messages ────────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Queues a message. Returns the slot to put its value at, or NONE when the process is not alive, or OUT_OF_MEMORY. HANDED when the
 * process was waiting for just any message: this one passes by the mailbox, to what the process resumes with. MAILBOX_LIMITED, with
 * nothing done, when the mailbox has a limit, for JavaScript to decide. LONG is added to the slot when the mailbox has become that. O(1). May grow memory.
 */
export function send(slot: i32, generation: i32): i32 {
  const process = processAt(slot);
  if (process.generation != generation) return NONE;
  if (process.state != WAITING_FOR_ANY) return isEnding(process) ? NONE : process.flags & FLAG_LIMITED ? MAILBOX_LIMITED : sendBehindOthers(process);
  hand(process);
  return HANDED;
}

/** The process to which a message went that was answered with LONG: the last such. It has FLAG_LONG once that was set, until its mailbox is empty. */
export function longMailbox(): i32 {
  return long;
}

/** As `send`, never HANDED and whatever the limit: the message waits in the mailbox for the receiver's turn. */
export function push(slot: i32, generation: i32): i32 {
  const process = findProcess(slot, generation);
  return process == null ? NONE : sent(process, mailbox.push(process));
}

/** As `push`, of a signal that became a message: no limit counts it or holds it back. */
export function pushSignal(slot: i32, generation: i32): i32 {
  const process = findProcess(slot, generation);
  return process == null ? NONE : sent(process, mailbox.pushThrough(process, NONE, NONE));
}

/** Messages in the mailbox that are no signals and no replies. O(messages). */
export function limitedMessages(slot: i32): i32 {
  return mailbox.countPlain(processAt(slot));
}

/** Drops the oldest message that is no signal and no reply. Returns its slot, or NONE. O(messages before it). */
export function dropOldest(slot: i32): i32 {
  const message = mailbox.removeOldestPlain(processAt(slot));
  if (message != NONE) freeMessage(message);
  return message;
}

/** Takes the oldest message of any process out, or returns NONE: empties the mailbox of one that ends. */
export function drain(slot: i32): i32 {
  const process = processAt(slot);
  if (mailbox.isEmpty(process)) return NONE;
  const message = mailbox.shift(process);
  freeMessage(message);
  return message;
}

/**
 * The receive without a match. Takes the oldest message of the current process out and returns its slot, whose value must
 * be read before anything else is sent. NONE: there was none, and the process waits; a message that is HANDED to it resumes it. YIELDED: its reductions are spent, and it is queued.
 */
export function take(): i32 {
  const process = current!;
  if (!goesOn(process)) return YIELDED;
  if (mailbox.isEmpty(process)) {
    if (hasWaited) setWaiting(process);
    else setWaitingForAny(process);
    return NONE;
  }
  if (reductions <= 0) return yieldTurn();
  reductions -= COST_RECEIVE;
  const message = mailbox.shift(process);
  freeMessage(message);
  return message;
}

/** Begins a selective receive of the current process at the oldest message. */
export function beginReceive(): void {
  const process = current!;
  process.save = process.head;
  timers.stopReceiveTimer(process);
}

/** Begins a selective receive at a position that `tail` returned earlier. */
export function beginReceiveFrom(position: i32): void {
  beginReceive();
  mailbox.lookFrom(current!, position);
}

/** Begins a receive for a relation: at what has come since the current process made it, while it lives. */
export function beginReceiveFor(index: i32, generation: i32): void {
  beginReceive();
  const relation = findRelation(index, generation);
  if (relation != null && relation.from == current) mailbox.lookFrom(current!, relation.mark);
}

/** The position after the newest message of the current process. */
export function tail(): i32 {
  return current!.tail;
}

/**
 * Moves the cursor of the selective receive past one message, or (relation not NONE) past all up to the next that came through
 * that relation. Returns its slot, which stays in the mailbox; NONE at the end; YIELDED when the reductions are spent: the
 * process is queued, and goes on from there.
 */
export function look(relation: i32, generation: i32): i32 {
  return !goesOn(current!) || reductions <= 0 ? yieldTurn() : peek(relation, generation);
}

/** As `look`, whatever is left of the reductions: for a scan that cannot be interrupted. */
export function peek(relation: i32, generation: i32): i32 {
  reductions -= COST_SCAN;
  return mailbox.look(current!, relation, generation);
}

/** Ends a selective receive: takes the message out that `look` returned last. 0 when something else has taken it meanwhile. */
export function accept(message: i32): i32 {
  const process = current!;
  if (!mailbox.removeSeen(process, message)) return 0;
  freeMessage(message);
  timers.stopReceiveTimer(process);
  return 1;
}

/** The current process waits for a message. */
export function wait(): void {
  if (current!.state == RUNNING) setWaiting(current!);
}

/** The current process waits for a message at most `delay` ms from the first such call of this receive. Returns 1 when that time is over, else 0, or OUT_OF_MEMORY. May grow memory. */
export function waitFor(delay: f64): i32 {
  const process = current!;
  if (process.state != RUNNING) return 0;
  if (takeTimedOut(process)) return 1;
  if (process.receiveTimer == NONE && !timers.startReceiveTimer(process, delay)) return OUT_OF_MEMORY;
  setWaiting(process);
  return 0;
}

/**
 * The call: the current process monitors another one through an alias that the reply ends, and begins a receive for that
 * relation. Returns the relation; NONE when the other is not alive; or OUT_OF_MEMORY. HANDED is added when the other was
 * waiting for just any message and the request is handed to it already: the current process waits for what comes through
 * the relation, at most `delay` ms, unless that is 0. Else the request is still to be sent. O(1). May grow memory.
 */
export function ask(slot: i32, generation: i32, delay: f64): i32 {
  const other = findProcess(slot, generation);
  if (other == null) return NONE;
  const index = monitor(current!.slot, slot, ALIAS_REPLY);
  if (index < 0) return index;
  goesOn(current!);
  beginReceive();
  current!.save = current!.tail;
  if (other.state != WAITING_FOR_ANY || (delay > 0 && waitForReply(index, relationGeneration(index), delay) < 0)) return index;
  hand(other);
  return index | HANDED;
}

/**
 * As `waitFor`, for what comes through a relation of the current process and nothing else: for ever when `delay` is Infinity. It
 * is HANDED to the process, of which `sendToAlias` and `sendDown` then return the slot.
 */
export function waitForReply(index: i32, generation: i32, delay: f64): i32 {
  const process = current!;
  if (delay < Infinity) {
    const isOver = waitFor(delay);
    if (isOver != 0) return isOver;
  } else {
    wait();
  }
  const relation = findRelation(index, generation);
  if (process.state == WAITING && !hasWaited && relation != null && relation.from == process) setWaitingForReply(process, changetype<usize>(relation));
  return 0;
}

/** Messages in the mailbox, those that a receive has passed over included. */
export function messageQueueLength(slot: i32): i32 {
  const process = processAt(slot);
  return process.count + (process.flags & FLAG_HANDED ? 1 : 0);
}

// ─── Relations: links, monitors, aliases ─────────────────────────────────────────────────────────────────────────────

/** Links two different live processes. Returns the relation, new or old, or OUT_OF_MEMORY. O(links of the one that has fewer). May grow memory. */
export function link(from: i32, to: i32): i32 {
  return signalled(linkBetween(from, to) || relate(LINK, ALIAS_NONE, processAt(from), processAt(to)));
}

/** The relation that links two processes, or NONE. */
export function linkBetween(a: i32, b: i32): i32 {
  return indexOf(findLink(processAt(a), processAt(b)));
}

/** `from` monitors `to`, another live process. Returns the relation or OUT_OF_MEMORY. O(1). May grow memory. */
export function monitor(from: i32, to: i32, alias: i32): i32 {
  return signalled(relate(MONITOR, alias, processAt(from), processAt(to)));
}

/** Makes an alias of a process. Returns the relation or OUT_OF_MEMORY. O(1). May grow memory. */
export function alias(owner: i32, alias: i32): i32 {
  return orOutOfMemory(relate(ALIAS, alias, processAt(owner), null));
}

export function relationGeneration(index: i32): i32 {
  return relationAt(index).generation;
}

export function relationKind(index: i32): i32 {
  return relationAt(index).kind;
}

/** Slot of the process that made a relation, or NONE when it has ended. */
export function relationOwner(index: i32, generation: i32): i32 {
  return slotOf(changetype<Relation>(changetype<usize>(findRelation(index, generation))).from);
}

/** Slot at the other end of a relation of `slot`; NONE for an alias. */
export function otherSlot(index: i32, slot: i32): i32 {
  return slotOf(otherEnd(relationAt(index), processAt(slot)));
}

/** Ends a relation. */
export function endRelation(index: i32): void {
  unrelate(relationAt(index));
}

/** Ends the monitor of a relation; an explicit alias outlives it. Returns 0 when there was none, 1 when the alias is left, 2 when nothing is. */
export function demonitor(index: i32, generation: i32): i32 {
  const relation = findRelation(index, generation);
  if (relation == null || relation.kind != MONITOR) return 0;
  return endMonitor(relation) ? 2 : 1;
}

/** Ends the alias of a relation. Returns 0 when there was none, 1 when its monitor is left, 2 when nothing is. */
export function unalias(index: i32, generation: i32): i32 {
  const relation = findRelation(index, generation);
  if (relation == null || relation.alias == ALIAS_NONE) return 0;
  if (relation.kind == MONITOR) {
    relation.alias = <u8>ALIAS_NONE;
    return 1;
  }
  unrelate(relation);
  return 2;
}

/** As `send`, to the owner of an active alias; HANDED is added to its slot. RELATION_ENDED is added to the slot when the message ended the relation. May grow memory. */
export function sendToAlias(index: i32, generation: i32): i32 {
  const relation = findRelation(index, generation);
  if (relation == null || relation.alias == ALIAS_NONE) return NONE;
  const message = sendThrough(relation);
  if (message <= 0) return message;
  if (relation.alias != ALIAS_REPLY) return message;
  unrelate(relation);
  return message | RELATION_ENDED;
}

/** As `send`, of the DOWN of a monitor, which ends the monitor; an explicit alias outlives it, else RELATION_ENDED is added. May grow memory. */
export function sendDown(index: i32): i32 {
  const relation = relationAt(index);
  const message = sendThrough(relation);
  if (message < 0) return message;
  return endMonitor(relation) ? message | RELATION_ENDED : message;
}

export function firstLink(slot: i32): i32 {
  return indexOf(changetype<Relation | null>(processAt(slot).links));
}

/** The first monitor or alias that a process holds. */
export function firstMonitor(slot: i32): i32 {
  return indexOf(changetype<Relation | null>(processAt(slot).monitors));
}

export function firstMonitoredBy(slot: i32): i32 {
  return indexOf(changetype<Relation | null>(processAt(slot).monitoredBy));
}

/** The relation after `index` on the list of `slot` that it is on, or NONE. */
export function nextRelation(index: i32, slot: i32): i32 {
  return indexOf(relationAfter(relationAt(index), processAt(slot)));
}

// ─── Scheduling ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** Begins a burst: `nextTurn` returns NONE after so many turns or reductions, whatever is still runnable. */
export function beginBurst(turns: i32, reductionsOfBurst: i32): void {
  burstTurns = turns;
  burstReductions = reductionsOfBurst;
}

/** Reductions that are left of the burst; below 0 when its last turn took more. */
export function burstLeft(): i32 {
  return burstReductions;
}

/** Charges the turn of the current process, ends it and begins the next. Returns its slot; the slot negated when it is to be reaped; NONE when nothing is runnable or the burst is over. */
export function nextTurn(amount: i32): i32 {
  reductions -= amount;
  endTurn();
  if (burstTurns <= 0 || burstReductions <= 0) return NONE;
  const process = dequeue();
  if (process == null) return NONE;
  burstTurns--;
  beginTurn(process);
  if (process.state == EXITING) return -process.slot;
  clearFlag(process, FLAG_HANDED); // what it was handed is received now
  setRunning(process);
  return process.slot;
}

/** The current process gives up its turn and is queued again. Returns YIELDED. */
export function yieldTurn(): i32 {
  if (current!.state == RUNNING) makeRunnable(current!);
  return YIELDED;
}

/** As `yieldTurn`, for a process that `nextTurn` returned to be reaped: it is returned so once more, to go on with its cleanup. */
export function postponeReap(): void {
  enqueue(current!);
}

/** As `yieldTurn`, once: returns 0 the first time since `beginReceive`, and 1 when the process is back. */
export function yieldOnce(): i32 {
  const process = current!;
  if (process.state != RUNNING) return 0;
  if (takeTimedOut(process)) return 1;
  process.flags |= <u8>FLAG_TIMED_OUT;
  makeRunnable(process);
  return 0;
}

/** The current process waits for the host, not for its mailbox. */
export function suspend(): void {
  if (current!.state == RUNNING) setSuspended(current!);
}

/** What a process waits for may have come, from the host or anywhere: at its turn it looks again. Returns 0 when it is not there any more, or does not wait. */
export function wake(slot: i32, generation: i32): i32 {
  const process = findProcess(slot, generation);
  if (process == null || process.state == RUNNABLE || process.state == RUNNING) return 0;
  makeRunnable(process);
  return 1;
}

/** Enters a suspended process outside of a burst: the stretch of an async body between two awaits. Returns 0 when it is not there any more, or not suspended. */
export function enter(slot: i32, generation: i32): i32 {
  const process = findProcess(slot, generation);
  if (process == null || process.state != SUSPENDED) return 0;
  beginTurn(process);
  setRunning(process);
  return 1;
}

/** Leaves what `enter` has entered. */
export function leave(): void {
  suspendCurrent();
  endTurn();
}

/** Charges the current turn. Returns what is left. */
export function charge(amount: i32): i32 {
  reductions -= amount;
  return reductions;
}

/** Reductions that a process has spent, those of its present turn included. */
export function reductionsSpent(slot: i32): f64 {
  const process = processAt(slot);
  return process.reductions + (process == current ? <f64>spentInTurn() : 0);
}

// ─── Timers ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Starts a timer of `delay` ms that sends to a live process, or to a name (slot NONE). Returns its index or OUT_OF_MEMORY. O(1). May grow memory. */
export function startTimer(slot: i32, delay: f64): i32 {
  return orOutOfMemory(timers.startTimer(slot, delay));
}

export function timerGeneration(index: i32): i32 {
  return timers.timerGeneration(index);
}

/** Ends a timer. Returns 0 when it was not running. O(1). */
export function stopTimer(index: i32, generation: i32): i32 {
  return timers.stopTimer(index, generation) ? 1 : 0;
}

/** Milliseconds left at `now`, or -1 when the timer is not running. */
export function timeLeft(index: i32, generation: i32, now: f64): f64 {
  return timers.timeLeft(index, generation, now);
}

/** The first timer that sends to a process, or NONE. */
export function firstTimer(slot: i32): i32 {
  return processAt(slot).timers;
}

/** Reads the clock, in ms since the core was opened: wakes the receives that have timed out and gathers the other expired timers. O(expired). */
export function advance(now: f64): void {
  timers.advance(now);
}

/** An expired timer that sends, in the order of deadlines, or NONE. `stopTimer` frees it. */
export function firstExpired(): i32 {
  return timers.firstExpired();
}

/** When `advance` must be called again, not later than the next deadline; Infinity when no timer runs. */
export function nextDeadline(): f64 {
  return timers.nextDeadline();
}

// ─── Introspection ───────────────────────────────────────────────────────────────────────────────────────────────────

export function runnableCount(): i32 {
  return countRunnable();
}

/** How many there are of what the constant names: PROCESSES, SUSPENDED_PROCESSES, MESSAGES, RELATIONS or TIMERS. */
export function count(what: i32): i32 {
  if (what == PROCESSES) return countProcesses();
  if (what == SUSPENDED_PROCESSES) return countSuspended();
  if (what == MESSAGES) return countMessages() + countHanded();
  return what == RELATIONS ? countRelations() : timers.timerCount();
}

/** Bytes of the whole memory. */
export function memoryBytes(): f64 {
  return bytesOfMemory();
}

/** Bytes that the memory may reach. */
export function memoryLimit(): f64 {
  return arenaLimit();
}

/** Bytes that the core holds for one process: its record and its ring. A relation that it made takes RELATION_BYTES more. */
export function processBytes(slot: i32): i32 {
  return PROCESS_SIZE + mailbox.ringBytes(processAt(slot));
}

// ─── Private ─────────────────────────────────────────────────────────────────────────────────────────────────────────

function beginTurn(process: Process): void {
  current = process;
  reductions = turnReductions;
  hasWaited = false;
}

/** True for a process that runs. One that has only begun to wait runs again: its code asks for several things in turn, and any message is to wake it then. */
function goesOn(process: Process): bool {
  if (process.state == RUNNING) return true;
  if (!isWaiting(process)) return false;
  hasWaited = true;
  resume(process);
  return true;
}

function endTurn(): void {
  const process = current;
  if (process == null) return;
  if (process.state == RUNNING) makeRunnable(process); // its body gave up the turn without saying what it waits for
  const spent = spentInTurn();
  process.reductions += <f64>spent;
  burstReductions -= spent;
  current = null;
}

/** The turn itself is charged at its end, so that the shortest turn has something to spend. */
function spentInTurn(): i32 {
  return turnReductions - reductions + COST_TURN;
}

function suspendCurrent(): void {
  const process = current;
  if (process != null && process.state == RUNNING) setSuspended(process);
}

/** Sends to the process that made a relation, and notes that the message came through it. */
function sendThrough(relation: Relation): i32 {
  const owner = relation.from;
  if (owner.state == EXITING) return NONE;
  if (isAwaited(relation)) {
    timers.stopReceiveTimer(owner);
    hand(owner);
    return HANDED | owner.slot;
  }
  return sent(owner, mailbox.pushThrough(owner, relation.index, relation.generation));
}

/** Who sends unasked to a process that has much to do waits his turn sooner; who replies to it, or tells it of an end, does not. */
function sendBehindOthers(process: Process): i32 {
  const message = sent(process, mailbox.push(process));
  if (message > 0 && reductions > 0) reductions -= min(process.count >> BACKLOG_LOG2, BACKLOG_LIMIT);
  return message;
}

/** A process gets the message that it waits for, past its mailbox. */
function hand(process: Process): void {
  reductions -= COST_SEND;
  setHanded(process);
  enqueue(process);
}

/** A message was queued, or could not be. */
function sent(process: Process, message: i32): i32 {
  if (message < 0) return message;
  reductions -= COST_SEND;
  if (process.state == WAITING || process.state == WAITING_FOR_ANY) makeRunnable(process);
  if (!mailbox.hasBecomeLong(process) || (process.flags & FLAG_LIMITED) != 0) return message;
  long = process.slot;
  return message | LONG;
}

function takeTimedOut(process: Process): bool {
  if ((process.flags & FLAG_TIMED_OUT) == 0) return false;
  clearFlag(process, FLAG_TIMED_OUT);
  return true;
}

function endMonitor(relation: Relation): bool {
  if (relation.alias == ALIAS_EXPLICIT) {
    keepAlias(relation);
    return false;
  }
  unrelate(relation);
  return true;
}

/** Index of a relation, or NONE of none: where nothing is, all reads as 0. */
function indexOf(relation: Relation | null): i32 {
  return changetype<Relation>(changetype<usize>(relation)).index;
}

function slotOf(process: Process | null): i32 {
  return changetype<Process>(changetype<usize>(process)).slot;
}

/** A relation was made, or could not be. */
function signalled(index: i32): i32 {
  if (index != NONE) reductions -= COST_SIGNAL;
  return orOutOfMemory(index);
}

function orOutOfMemory(index: i32): i32 {
  return index == NONE ? OUT_OF_MEMORY : index;
}
