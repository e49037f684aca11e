// The scheduler core once more, in plain TypeScript: the oracle of tests/core/oracle.test.ts.
//
// It says what the ABI promises and nothing of how: arrays, Maps and Sets, no rings, no wheel, no memory. Its functions are
// those of the core, with the model before the core's arguments. Where the core is free to choose, the model is told the
// choice after them: `granted` is the slot or index that was taken, `shown` the message that a receive came upon. A choice
// that the core is not free to make throws a ModelError.

import {
  ALIAS, ALIAS_EXPLICIT, ALIAS_NONE, ALIAS_REPLY, BACKLOG_LIMIT, BACKLOG_LOG2, COST_RECEIVE, COST_SCAN, COST_SEND, COST_SIGNAL, COST_SPAWN, COST_TURN, EXITING,
  FLAG_HANDED, FLAG_LIMITED, FLAG_LONG, FLAG_NOTES, FLAG_TIMED_OUT, FREE, HANDED, LEFT_MESSAGES, LEFT_RELATIONS, LEFT_TIMERS, LINK, LONG,
  LONG_LENGTH, MONITOR, NONE, PRIORITY_HIGH, PRIORITY_LOW, PRIORITY_MAX, PRIORITY_NORMAL, RELATION_ENDED, RUNNABLE, RUNNING, SUSPENDED, WAITING, WAITING_FOR_ANY, WAITING_FOR_REPLY,
  YIELDED,
} from "../../core-wasm/layout.ts";

export interface ModelMessage {
  readonly slot: number;
  /** How many messages had arrived before it. */
  readonly arrival: number;
  /** The relation it came through, if any. */
  readonly via: ModelRelation | undefined;
}

export interface ModelProcess {
  readonly slot: number;
  readonly generation: number;
  state: number;
  priority: number;
  flags: number;
  readonly mailbox: ModelMessage[];
  /** Messages that have ever arrived. */
  arrivals: number;
  /** Index in the mailbox at which the next look begins. */
  cursor: number;
  /** The receive began at a position kept from earlier: its first look may begin before the cursor, never after it. */
  mayBeginEarlier: boolean;
  /** The message that the last look showed, or NONE. */
  seen: number;
  receiveTimer: ModelTimer | undefined;
  /** The relation that it waits for, while WAITING_FOR_REPLY. */
  awaits: ModelRelation | undefined;
  reductions: number;
}

export interface ModelRelation {
  readonly index: number;
  readonly generation: number;
  kind: number;
  alias: number;
  readonly from: ModelProcess;
  to: ModelProcess | undefined;
  /** Messages that had arrived at `from` when it was made. */
  readonly mark: number;
}

export interface ModelTimer {
  /** NONE for the timer of a receive, which has no name outside of the core. */
  readonly index: number;
  readonly generation: number;
  /** The process that it wakes or sends to; undefined when it sends to a name. */
  readonly process: ModelProcess | undefined;
  readonly delay: number;
  /** Undefined while it is pending: the clock has not been read since its start. */
  deadline: number | undefined;
}

export interface Model {
  readonly turnReductions: number;
  readonly processes: Map<number, ModelProcess>;
  readonly relations: Map<number, ModelRelation>;
  /** Those that run, in the order of their start. */
  readonly timers: Set<ModelTimer>;
  /** Those that have to send, in the order of their deadlines. */
  readonly expired: ModelTimer[];
  /** Slots of the messages that wait in mailboxes. */
  readonly messages: Set<number>;
  /** One for each priority. */
  readonly queues: readonly ModelProcess[][];
  /** Names once given to a process, a relation or a timer: never given again. */
  readonly names: Set<string>;
  current: ModelProcess | undefined;
  reductions: number;
  burstReductions: number;
  burstTurns: number;
  passedOver: number;
  shuffle: number;
  /** The last reading of the clock, in whole ms. */
  time: number;
  /** Slot of the process whose mailbox was the last to become long. */
  long: number;
  /** The current process went on, in this turn, after it had begun to wait. */
  hasWaited: boolean;
}

/** The core has made a choice that it must not make. */
export class ModelError extends Error {}

export function createModel(turnReductions: number, seed: number): Model {
  return {
    turnReductions,
    processes: new Map(),
    relations: new Map(),
    timers: new Set(),
    expired: [],
    messages: new Set(),
    queues: [[], [], [], []],
    names: new Set(),
    current: undefined,
    reductions: 0,
    burstReductions: 0,
    burstTurns: 0,
    passedOver: 0,
    shuffle: seed >>> 0,
    time: 0,
    long: NONE,
    hasWaited: false,
  };
}

// Processes.

export function spawn(model: Model, priority: number, granted: number, generation: number): number {
  if (model.processes.has(granted)) throw new ModelError(`slot ${granted} is in use`);
  giveName(model, "process", granted, generation);
  const process: ModelProcess = {
    slot: granted, generation, state: SUSPENDED, priority, flags: 0, mailbox: [], arrivals: 0, cursor: 0, mayBeginEarlier: false, seen: NONE,
    receiveTimer: undefined, awaits: undefined, reductions: 0,
  };
  model.processes.set(granted, process);
  model.reductions -= COST_SPAWN;
  makeRunnable(model, process);
  return granted;
}

export function isAlive(model: Model, slot: number, generation: number): number {
  return findAlive(model, slot, generation) === undefined ? 0 : 1;
}

export function state(model: Model, slot: number): number {
  return model.processes.get(slot)?.state ?? FREE;
}

export function setFlag(model: Model, slot: number, flag: number, on: number): void {
  const process = processAt(model, slot);
  process.flags = on !== 0 ? process.flags | flag : process.flags & ~flag;
}

export function setPriority(model: Model, slot: number, priority: number): void {
  const process = processAt(model, slot);
  if (process.state === EXITING) return;
  const isQueued = process.state === RUNNABLE;
  if (isQueued) removeFrom(queueOf(model, process.priority), process);
  process.priority = priority;
  if (isQueued) enqueue(model, process);
}

export function terminate(model: Model, slot: number): number {
  const process = processAt(model, slot);
  if (process.state === EXITING) return 0;
  const isQueued = process.state === RUNNABLE;
  process.state = EXITING;
  process.flags &= ~FLAG_HANDED;
  stopReceiveTimer(model, process);
  if (!isQueued) enqueue(model, process);
  return 1;
}

export function exit(model: Model, slot: number): number {
  const process = processAt(model, slot);
  if (process.state === RUNNABLE) terminate(model, slot);
  if (process.state === EXITING) return YIELDED;
  process.state = EXITING;
  stopReceiveTimer(model, process);
  return reap(model, slot);
}

export function reap(model: Model, slot: number): number {
  const process = processAt(model, slot);
  const left =
    (process.flags & FLAG_NOTES) |
    (relationsOf(model, process).length > 0 ? LEFT_RELATIONS : 0) |
    (process.mailbox.length > 0 ? LEFT_MESSAGES : 0) |
    (timersOf(model, slot).length > 0 ? LEFT_TIMERS : 0);
  if ((left & ~FLAG_NOTES) === 0) free(model, slot);
  return left;
}

export function free(model: Model, slot: number): void {
  if (processAt(model, slot) === model.current) {
    model.burstReductions -= spentInTurn(model);
    model.current = undefined;
  }
  model.processes.delete(slot);
}

// Messages.

export function send(model: Model, slot: number, generation: number, granted: number): number {
  const process = findAlive(model, slot, generation);
  if (process === undefined) return NONE;
  if (process.state !== WAITING_FOR_ANY) return deliver(model, process, granted, undefined);
  return hand(model, process);
}

export function longMailbox(model: Model): number {
  return model.long;
}

export function drain(model: Model, slot: number): number {
  return takeOut(model, processAt(model, slot), 0);
}

export function take(model: Model): number {
  const process = currentOf(model);
  if (!goesOn(model, process)) return YIELDED;
  if (process.mailbox.length === 0) {
    process.state = model.hasWaited ? WAITING : WAITING_FOR_ANY;
    return NONE;
  }
  if (model.reductions <= 0) return yieldTurn(model);
  model.reductions -= COST_RECEIVE;
  return takeOut(model, process, 0);
}

export function beginReceive(model: Model): void {
  const process = currentOf(model);
  setCursor(process, 0);
  stopReceiveTimer(model, process);
}

/** A position is a number of arrivals; what arrived before it is not looked at, though some of it may be. */
export function beginReceiveFrom(model: Model, position: number): void {
  const process = currentOf(model);
  beginReceive(model);
  const first = process.mailbox.findIndex((message) => message.arrival >= position);
  process.cursor = first < 0 ? process.mailbox.length : first;
  process.mayBeginEarlier = true;
}

export function beginReceiveFor(model: Model, index: number, generation: number): void {
  const relation = findRelation(model, index, generation);
  if (relation?.from === currentOf(model)) beginReceiveFrom(model, relation.mark);
  else beginReceive(model);
}

export function tail(model: Model): number {
  return currentOf(model).arrivals;
}

export function look(model: Model, index: number, generation: number, shown: number): number {
  if (!goesOn(model, currentOf(model))) return YIELDED;
  if (model.reductions <= 0) return yieldTurn(model);
  return peek(model, index, generation, shown);
}

export function peek(model: Model, index: number, generation: number, shown: number): number {
  model.reductions -= COST_SCAN;
  return moveCursor(currentOf(model), ({ via }) => index === NONE || (via !== undefined && via.index === index && via.generation === generation), shown);
}

export function accept(model: Model, message: number): number {
  const process = currentOf(model);
  if (message === NONE || process.seen !== message) return 0;
  takeOut(model, process, process.cursor - 1);
  stopReceiveTimer(model, process);
  return 1;
}

export function wait(model: Model): void {
  const process = currentOf(model);
  if (process.state === RUNNING) process.state = WAITING;
}

export function waitFor(model: Model, delay: number): number {
  const process = currentOf(model);
  if (process.state !== RUNNING) return 0;
  if ((process.flags & FLAG_TIMED_OUT) !== 0) {
    process.flags &= ~FLAG_TIMED_OUT;
    return 1;
  }
  if (process.receiveTimer === undefined) {
    process.receiveTimer = { index: NONE, generation: 0, process, delay, deadline: undefined };
    model.timers.add(process.receiveTimer);
  }
  process.state = WAITING;
  return 0;
}

/** `isHanded`: the core has handed the request over, which it may not do only when it has no memory for the timer of the wait. */
export function ask(model: Model, slot: number, generation: number, delay: number, granted: number, relationGeneration: number, isHanded: number): number {
  const other = findAlive(model, slot, generation);
  if (other === undefined) return NONE;
  goesOn(model, currentOf(model));
  const index = monitor(model, currentOf(model).slot, slot, ALIAS_REPLY, granted, relationGeneration);
  beginReceiveFor(model, index, relationGeneration);
  if (other.state !== WAITING_FOR_ANY || isHanded === 0) return index;
  if (delay > 0) waitForReply(model, index, relationGeneration, delay);
  return index + hand(model, other);
}

export function waitForReply(model: Model, index: number, generation: number, delay: number): number {
  const process = currentOf(model);
  if (delay === Infinity) wait(model);
  else if (waitFor(model, delay) === 1) return 1;
  const relation = findRelation(model, index, generation);
  if (process.state !== WAITING || model.hasWaited || relation?.from !== process) return 0;
  process.state = WAITING_FOR_REPLY;
  process.awaits = relation;
  return 0;
}

export function messageQueueLength(model: Model, slot: number): number {
  const { mailbox, flags } = processAt(model, slot);
  return mailbox.length + ((flags & FLAG_HANDED) === 0 ? 0 : 1);
}

/** Messages that wait in mailboxes, or were handed to processes that have not had their turn yet. */
export function messageCount(model: Model): number {
  let handed = 0;
  for (const { flags } of model.processes.values()) if ((flags & FLAG_HANDED) !== 0) handed++;
  return model.messages.size + handed;
}

// Relations.

export function link(model: Model, from: number, to: number, granted: number, generation: number): number {
  model.reductions -= COST_SIGNAL;
  const existing = linkBetween(model, from, to);
  return existing !== NONE ? existing : relate(model, LINK, ALIAS_NONE, from, to, granted, generation);
}

export function linkBetween(model: Model, a: number, b: number): number {
  for (const { kind, from, to, index } of model.relations.values()) {
    if (kind === LINK && ((from.slot === a && to?.slot === b) || (from.slot === b && to?.slot === a))) return index;
  }
  return NONE;
}

export function monitor(model: Model, from: number, to: number, alias: number, granted: number, generation: number): number {
  model.reductions -= COST_SIGNAL;
  return relate(model, MONITOR, alias, from, to, granted, generation);
}

export function alias(model: Model, owner: number, alias: number, granted: number, generation: number): number {
  return relate(model, ALIAS, alias, owner, NONE, granted, generation);
}

export function relationOwner(model: Model, index: number, generation: number): number {
  return findRelation(model, index, generation)?.from.slot ?? NONE;
}

export function endRelation(model: Model, index: number): void {
  const relation = relationAt(model, index);
  if (isAwaited(relation)) relation.from.state = WAITING;
  model.relations.delete(index);
}

export function demonitor(model: Model, index: number, generation: number): number {
  const relation = findRelation(model, index, generation);
  return relation?.kind !== MONITOR ? 0 : endMonitor(model, relation) ? 2 : 1;
}

export function unalias(model: Model, index: number, generation: number): number {
  const relation = findRelation(model, index, generation);
  if (relation === undefined || relation.alias === ALIAS_NONE) return 0;
  relation.alias = ALIAS_NONE;
  if (relation.kind === MONITOR) return 1;
  endRelation(model, index);
  return 2;
}

export function sendToAlias(model: Model, index: number, generation: number, granted: number): number {
  const relation = findRelation(model, index, generation);
  if (relation === undefined || relation.alias === ALIAS_NONE || relation.from.state === EXITING) return NONE;
  const message = deliverThrough(model, relation, granted);
  if (relation.alias !== ALIAS_REPLY) return message;
  endRelation(model, index);
  return message + RELATION_ENDED;
}

export function sendDown(model: Model, index: number, granted: number): number {
  const relation = relationAt(model, index);
  const message = relation.from.state === EXITING ? NONE : deliverThrough(model, relation, granted);
  return endMonitor(model, relation) ? message + RELATION_ENDED : message;
}

/** The links of a process, the monitors and aliases that it holds, and the monitors on it. */
export function relationsOf(model: Model, process: ModelProcess): readonly ModelRelation[] {
  return [...model.relations.values()].filter(({ from, to }) => from === process || to === process);
}

// Scheduling.

export function beginBurst(model: Model, turns: number, reductions: number): void {
  model.burstTurns = turns;
  model.burstReductions = reductions;
}

export function burstLeft(model: Model): number {
  return model.burstReductions;
}

export function nextTurn(model: Model, amount: number): number {
  model.reductions -= amount;
  endTurn(model);
  if (model.burstTurns <= 0 || model.burstReductions <= 0) return NONE;
  const process = dequeue(model);
  if (process === undefined) return NONE;
  model.burstTurns--;
  beginTurn(model, process);
  if (process.state === EXITING) return -process.slot;
  process.state = RUNNING;
  process.flags &= ~FLAG_HANDED;
  return process.slot;
}

export function yieldTurn(model: Model): number {
  const process = currentOf(model);
  if (process.state === RUNNING) makeRunnable(model, process);
  return YIELDED;
}

export function postponeReap(model: Model): void {
  enqueue(model, currentOf(model));
}

export function suspend(model: Model): void {
  const process = currentOf(model);
  if (process.state === RUNNING) process.state = SUSPENDED;
}

export function wake(model: Model, slot: number, generation: number): number {
  const process = findAlive(model, slot, generation);
  if (process === undefined || process.state === RUNNABLE || process.state === RUNNING) return 0;
  makeRunnable(model, process);
  return 1;
}

export function enter(model: Model, slot: number, generation: number): number {
  const process = findAlive(model, slot, generation);
  if (process === undefined) return 0;
  beginTurn(model, process);
  process.state = RUNNING;
  return 1;
}

export function leave(model: Model): void {
  if (model.current?.state === RUNNING) model.current.state = SUSPENDED;
  endTurn(model);
}

export function charge(model: Model, amount: number): number {
  return (model.reductions -= amount);
}

export function reductionsSpent(model: Model, slot: number): number {
  const process = processAt(model, slot);
  return process.reductions + (process === model.current ? spentInTurn(model) : 0);
}

// Timers.

export function startTimer(model: Model, slot: number, delay: number, granted: number, generation: number): number {
  if ([...model.timers, ...model.expired].some(({ index }) => index === granted)) throw new ModelError(`timer ${granted} is in use`);
  giveName(model, "timer", granted, generation);
  model.timers.add({ index: granted, generation, process: model.processes.get(slot), delay, deadline: undefined });
  return granted;
}

export function stopTimer(model: Model, index: number, generation: number): number {
  const timer = findTimer(model, index, generation);
  if (timer === undefined) return 0;
  if (!model.timers.delete(timer)) removeFrom(model.expired, timer);
  return 1;
}

export function timeLeft(model: Model, index: number, generation: number, now: number): number {
  const timer = findTimer(model, index, generation);
  if (timer === undefined) return -1;
  return timer.deadline === undefined ? timer.delay : Math.max(0, timer.deadline - now);
}

/** The timers that send to a process. */
export function timersOf(model: Model, slot: number): readonly ModelTimer[] {
  return [...model.timers, ...model.expired].filter(({ index, process }) => index !== NONE && process?.slot === slot);
}

export function advance(model: Model, now: number): void {
  model.time = Math.floor(now);
  for (const timer of model.timers) timer.deadline ??= Math.ceil(now + timer.delay);
  const due = [...model.timers].filter((timer) => deadlineOf(timer) <= model.time);
  for (const timer of due.sort((a, b) => deadlineOf(a) - deadlineOf(b))) {
    model.timers.delete(timer);
    if (timer.process?.receiveTimer === timer) timeOut(model, timer.process);
    else model.expired.push(timer);
  }
}

export function firstExpired(model: Model): number {
  return model.expired[0]?.index ?? NONE;
}

// Private.

function giveName(model: Model, kind: string, index: number, generation: number): void {
  const name = `${kind} ${index}.${generation}`;
  if (model.names.has(name)) throw new ModelError(`${name} was given before`);
  model.names.add(name);
}

function processAt(model: Model, slot: number): ModelProcess {
  const process = model.processes.get(slot);
  if (process === undefined) throw new ModelError(`no process has slot ${slot}`);
  return process;
}

function currentOf(model: Model): ModelProcess {
  if (model.current === undefined) throw new ModelError("no process has its turn");
  return model.current;
}

function findAlive(model: Model, slot: number, generation: number): ModelProcess | undefined {
  const process = model.processes.get(slot);
  return process?.generation === generation && process.state !== EXITING ? process : undefined;
}

function relationAt(model: Model, index: number): ModelRelation {
  const relation = model.relations.get(index);
  if (relation === undefined) throw new ModelError(`no relation has index ${index}`);
  return relation;
}

function findRelation(model: Model, index: number, generation: number): ModelRelation | undefined {
  const relation = model.relations.get(index);
  return relation?.generation === generation ? relation : undefined;
}

function findTimer(model: Model, index: number, generation: number): ModelTimer | undefined {
  if (index === NONE) return undefined;
  return [...model.timers, ...model.expired].find((timer) => timer.index === index && timer.generation === generation);
}

function relate(model: Model, kind: number, alias: number, from: number, to: number, granted: number, generation: number): number {
  if (model.relations.has(granted)) throw new ModelError(`relation ${granted} is in use`);
  giveName(model, "relation", granted, generation);
  const owner = processAt(model, from);
  model.relations.set(granted, { index: granted, generation, kind, alias, from: owner, to: model.processes.get(to), mark: owner.arrivals });
  return granted;
}

/** Whether its owner waits for what comes through it. */
export function isAwaited(relation: ModelRelation): boolean {
  return relation.from.state === WAITING_FOR_REPLY && relation.from.awaits === relation;
}

/** Returns whether nothing of the relation is left. */
function endMonitor(model: Model, relation: ModelRelation): boolean {
  if (relation.alias !== ALIAS_EXPLICIT) {
    endRelation(model, relation.index);
    return true;
  }
  relation.kind = ALIAS;
  relation.to = undefined;
  return false;
}

/** Gives a process the message that it waits for. */
function hand(model: Model, process: ModelProcess): number {
  model.reductions -= COST_SEND;
  process.flags |= FLAG_HANDED;
  makeRunnable(model, process);
  return HANDED;
}

function deliverThrough(model: Model, relation: ModelRelation, granted: number): number {
  const owner = relation.from;
  if (!isAwaited(relation)) return deliver(model, owner, granted, relation);
  stopReceiveTimer(model, owner);
  return owner.slot + hand(model, owner);
}

function deliver(model: Model, process: ModelProcess, granted: number, via: ModelRelation | undefined): number {
  if (granted <= NONE || model.messages.has(granted)) throw new ModelError(`message slot ${granted} is in use, or none`);
  model.messages.add(granted);
  process.mailbox.push({ slot: granted, arrival: process.arrivals++, via });
  model.reductions -= COST_SEND;
  if (via === undefined && model.reductions > 0) model.reductions -= Math.min(process.mailbox.length >> BACKLOG_LOG2, BACKLOG_LIMIT);
  if (process.state === WAITING || process.state === WAITING_FOR_ANY) makeRunnable(model, process);
  if (!isLong(process.mailbox.length - 1) || (process.flags & FLAG_LIMITED) !== 0) return granted;
  model.long = process.slot;
  return granted + LONG;
}

function isLong(length: number): boolean {
  return length > 0 && Number.isInteger(Math.log2(length / LONG_LENGTH)) && length >= LONG_LENGTH;
}

function takeOut(model: Model, process: ModelProcess, index: number): number {
  const [taken] = process.mailbox.splice(index, 1);
  if (process.mailbox.length === 0) process.flags &= ~FLAG_LONG;
  setCursor(process, 0);
  if (taken === undefined) return NONE;
  model.messages.delete(taken.slot);
  return taken.slot;
}

function setCursor(process: ModelProcess, index: number): void {
  process.cursor = index;
  process.mayBeginEarlier = false;
  process.seen = NONE;
}

/** Shows the next wanted message. Where the receive may begin earlier, an earlier one too, if that is what the core has shown. */
function moveCursor(process: ModelProcess, isWanted: (message: ModelMessage) => boolean, shown: number): number {
  const { mailbox, cursor } = process;
  const earlier = process.mayBeginEarlier ? mailbox.findIndex((message, index) => message.slot === shown && index < cursor && isWanted(message)) : -1;
  let index = earlier >= 0 ? earlier : cursor;
  while (index < mailbox.length && !isWanted(mailbox[index]!)) index++;
  setCursor(process, Math.min(index + 1, mailbox.length));
  process.seen = mailbox[index]?.slot ?? NONE;
  return process.seen;
}

function stopReceiveTimer(model: Model, process: ModelProcess): void {
  if (process.receiveTimer !== undefined) model.timers.delete(process.receiveTimer);
  process.receiveTimer = undefined;
  process.flags &= ~FLAG_TIMED_OUT;
}

function timeOut(model: Model, process: ModelProcess): void {
  process.receiveTimer = undefined;
  process.flags |= FLAG_TIMED_OUT;
  if (process.state === WAITING || process.state === WAITING_FOR_REPLY) makeRunnable(model, process);
}

function deadlineOf(timer: ModelTimer): number {
  return timer.deadline ?? Infinity;
}

function beginTurn(model: Model, process: ModelProcess): void {
  model.current = process;
  model.reductions = model.turnReductions;
  model.hasWaited = false;
}

/** A process that has only begun to wait in its turn runs again, and waits for several things then. */
function goesOn(model: Model, process: ModelProcess): boolean {
  if (process.state === RUNNING) return true;
  if (process.state !== WAITING && process.state !== WAITING_FOR_ANY && process.state !== WAITING_FOR_REPLY) return false;
  model.hasWaited = true;
  process.state = RUNNING;
  return true;
}

function endTurn(model: Model): void {
  const process = model.current;
  if (process === undefined) return;
  if (process.state === RUNNING) makeRunnable(model, process);
  const spent = spentInTurn(model);
  process.reductions += spent;
  model.burstReductions -= spent;
  model.current = undefined;
}

function spentInTurn(model: Model): number {
  return model.turnReductions - model.reductions + COST_TURN;
}

function makeRunnable(model: Model, process: ModelProcess): void {
  process.state = RUNNABLE;
  enqueue(model, process);
}

function enqueue(model: Model, process: ModelProcess): void {
  const queue = queueOf(model, process.priority);
  if (queue.length > 0 && model.shuffle !== 0 && goesFirst(model)) queue.unshift(process);
  else queue.push(process);
}

/** Max before high before the others; a low process is passed over by eight normal ones. */
function dequeue(model: Model): ModelProcess | undefined {
  const [max, high, normal, low] = [PRIORITY_MAX, PRIORITY_HIGH, PRIORITY_NORMAL, PRIORITY_LOW].map((priority) => queueOf(model, priority));
  if (max!.length > 0) return max!.shift();
  if (high!.length > 0) return high!.shift();
  if (low!.length === 0) return normal!.shift();
  if (normal!.length > 0 && model.passedOver < 8) {
    model.passedOver++;
    return normal!.shift();
  }
  model.passedOver = 0;
  return low!.shift();
}

function queueOf(model: Model, priority: number): ModelProcess[] {
  return model.queues[priority]!;
}

/** The coin of the shuffled order: xorshift32. */
function goesFirst(model: Model): boolean {
  model.shuffle = (model.shuffle ^ (model.shuffle << 13)) >>> 0;
  model.shuffle ^= model.shuffle >>> 17;
  model.shuffle = (model.shuffle ^ (model.shuffle << 5)) >>> 0;
  return ((model.shuffle >>> 16) & 1) !== 0;
}

function removeFrom<Element>(list: Element[], element: Element): void {
  list.splice(list.indexOf(element), 1);
}
