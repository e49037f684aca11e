// The operations of a random run: each chooses its arguments so that the preconditions of the ABI hold, and returns false
// when nothing is there to choose from.

import {
  ALIAS_DEMONITOR, ALIAS_EXPLICIT, ALIAS_NONE, ALIAS_REPLY, EXITING, FLAG_NOTES, FLAG_TRAP_EXIT, HANDED, LEFT_MESSAGES, LEFT_NOTES, LEFT_RELATIONS,
  LEFT_TIMERS, LINK, MONITOR, NONE, OUT_OF_MEMORY, RELATION_ENDED, RUNNING, SUSPENDED, WAITING_FOR_ANY, YIELDED,
} from "../../bindings/core.ts";
import { firstRelation } from "./open.ts";
import { isAwaited, relationsOf, timersOf } from "../support/model.ts";
import type { ModelProcess, ModelRelation, ModelTimer } from "../support/model.ts";
import { check, count, ringCells } from "./observe.ts";
import type { Random } from "./random.ts";
import { both, checkExhausted } from "./side-by-side.ts";
import type { Pair } from "./side-by-side.ts";

export interface Name {
  readonly index: number;
  readonly generation: number;
}

/** A pair that is driven at random. */
export interface Driven extends Pair {
  readonly random: Random;
  /** Names of what has ended. */
  readonly ended: { readonly processes: Name[]; readonly relations: Name[]; readonly timers: Name[] };
  /** Positions that `tail` has returned to a process. */
  readonly positions: WeakMap<ModelProcess, number[]>;
  readonly levels: WeakMap<ModelTimer, number>;
  now: number;
  /** How the current process got its turn, and so how it must give it up. */
  turn: "none" | "run" | "reap" | "enter";
}

export type Operation = (driven: Driven) => unknown;

const DAY = 86_400_000;
const spans: readonly number[] = [0, 1, 5, 300, 3_000, 70_000, 20_000_000, 60 * DAY];

/** What host code and processes may do at any time. */
export const anywhere: Readonly<Record<string, Operation>> = {
  spawn(driven) {
    const slot = both(driven, "spawn", driven.random.pick([0, 1, 2, 2, 2, 3, 3]));
    if (slot > 0 && driven.core.generation(slot) > 1) count(driven.tally, "a slot is used again");
  },
  send(driven) {
    const process = pickAlive(driven);
    return process !== undefined && send(driven, process);
  },
  sendToEnded(driven) {
    const name = pickFrom(driven, driven.ended.processes);
    return name !== undefined && both(driven, "send", name.index, name.generation);
  },
  sendMany(driven) {
    const process = pickAlive(driven);
    if (process === undefined) return false;
    const most = driven.random.pick([10, 30, 100, 1_500]);
    for (let left = driven.random.upTo(most); left > 0; left--) if (send(driven, process) === OUT_OF_MEMORY) break;
    return true;
  },
  terminate(driven) {
    const process = pickFrom(driven, [...driven.model.processes.values()]);
    return process !== undefined && both(driven, "terminate", process.slot);
  },
  setFlag(driven) {
    const process = pickAlive(driven);
    return process !== undefined && both(driven, "setFlag", process.slot, driven.random.pick([FLAG_TRAP_EXIT, FLAG_NOTES]), driven.random.upTo(2));
  },
  setPriority(driven) {
    const process = pickFrom(driven, [...driven.model.processes.values()]);
    return process !== undefined && both(driven, "setPriority", process.slot, driven.random.upTo(4));
  },
  link(driven) {
    return withTwo(driven, (a, b) => relate(driven, "link", a.slot, b.slot));
  },
  linkBetween(driven) {
    return withTwo(driven, (a, b) => both(driven, "linkBetween", a.slot, b.slot));
  },
  unlink(driven) {
    const relation = pickFrom(driven, relationsWhere(driven, ({ kind }) => kind === LINK));
    return relation !== undefined && endRelation(driven, relation);
  },
  monitor(driven) {
    return withTwo(driven, (a, b) => relate(driven, "monitor", a.slot, b.slot, driven.random.pick([ALIAS_NONE, ALIAS_EXPLICIT, ALIAS_DEMONITOR, ALIAS_REPLY])));
  },
  alias(driven) {
    const process = pickAlive(driven);
    return process !== undefined && relate(driven, "alias", process.slot, driven.random.pick([ALIAS_EXPLICIT, ALIAS_REPLY]));
  },
  demonitor: (driven) => withRelationName(driven, (name) => noteEnd(driven, name, both(driven, "demonitor", name.index, name.generation) === 2)),
  unalias: (driven) => withRelationName(driven, (name) => noteEnd(driven, name, both(driven, "unalias", name.index, name.generation) === 2)),
  sendToAlias: (driven) =>
    withRelationName(driven, (name) => sendToAlias(driven, name)),
  reply(driven) {
    const awaited = pickFrom(driven, relationsWhere(driven, isAwaited));
    return awaited !== undefined && sendToAlias(driven, awaited);
  },
  relationOwner: (driven) => withRelationName(driven, ({ index, generation }) => both(driven, "relationOwner", index, generation)),
  sendDown(driven) {
    const relation = pickFrom(driven, relationsWhere(driven, ({ kind }) => kind === MONITOR));
    return relation !== undefined && sendDown(driven, relation);
  },
  startTimer(driven) {
    const process = driven.random.chance(0.2) ? undefined : pickAlive(driven);
    if (driven.model.timers.size > 300) return false;
    const index = both(driven, "startTimer", process?.slot ?? NONE, span(driven));
    if (index > 0 && driven.core.timerGeneration(index) > 1) count(driven.tally, "a timer is used again");
    return true;
  },
  stopTimer: (driven) => withTimerName(driven, ({ index, generation }) => stopTimer(driven, { index, generation })),
  timeLeft: (driven) => withTimerName(driven, ({ index, generation }) => both(driven, "timeLeft", index, generation, driven.now + driven.random.upTo(10))),
  advance(driven) {
    const next = driven.core.nextDeadline();
    const aims = [driven.now, driven.now + span(driven), driven.now + span(driven), Math.max(driven.now, next), Math.max(driven.now, next - 1)];
    advance(driven, driven.random.pick(aims.filter(Number.isFinite)));
  },
  fireTimers(driven) {
    for (let index = driven.core.firstExpired(); index !== NONE; index = driven.core.firstExpired()) {
      const { process } = driven.model.expired[0]!;
      stopTimer(driven, { index, generation: driven.core.timerGeneration(index) });
      if (process !== undefined) both(driven, "send", process.slot, process.generation);
    }
  },
  wake: (driven) => withProcessName(driven, ({ index, generation }) => both(driven, "wake", index, generation)),
  charge: (driven) => both(driven, "charge", driven.random.upTo(driven.random.pick([3, 30]))),
  beginBurst: (driven) => both(driven, "beginBurst", driven.random.upTo(40), driven.random.upTo(3_000)),
};

/** What only the process whose turn it is may do. */
export const inTurn: Readonly<Record<string, Operation>> = {
  take: (driven) => both(driven, "take"),
  beginReceive: (driven) => both(driven, "beginReceive"),
  beginReceiveFrom(driven) {
    const position = pickFrom(driven, driven.positions.get(driven.model.current!) ?? []);
    return position !== undefined && both(driven, "beginReceiveFrom", position);
  },
  beginReceiveFor: (driven) => withRelationName(driven, ({ index, generation }) => both(driven, "beginReceiveFor", index, generation)),
  tail(driven) {
    const position = both(driven, "tail");
    driven.positions.set(driven.model.current!, [...(driven.positions.get(driven.model.current!) ?? []), position].slice(-8));
  },
  look: (driven) => show(driven, "look", NONE, NONE),
  peek: (driven) => show(driven, "peek", NONE, NONE),
  lookForRelation: (driven) => withRelationName(driven, ({ index, generation }) => show(driven, "look", index, generation)),
  peekForRelation: (driven) => withRelationName(driven, ({ index, generation }) => show(driven, "peek", index, generation)),
  accept(driven) {
    const { seen, mailbox } = driven.model.current!;
    const message = driven.random.chance(0.8) ? seen : driven.random.pick([...mailbox.map(({ slot }) => slot), seen]);
    return seen !== NONE && both(driven, "accept", message);
  },
  receive(driven) {
    both(driven, "beginReceive");
    for (let looks = driven.random.upTo(driven.random.pick([3, 40])); looks > 0; looks--) {
      if (both(driven, "look", NONE, NONE) <= NONE) return;
    }
    if (driven.model.current!.seen !== NONE) both(driven, "accept", driven.model.current!.seen);
  },
  receiveFor(driven) {
    const own = pickFrom(driven, relationsWhere(driven, ({ from }) => from === driven.model.current));
    if (own === undefined) return false;
    const { index, generation } = own;
    both(driven, "beginReceiveFor", index, generation);
    if (driven.random.chance(0.3)) sendToAlias(driven, own);
    if (show(driven, "look", index, generation) > NONE && driven.random.chance(0.5)) both(driven, "accept", driven.model.current!.seen);
    return true;
  },
  readMailbox(driven) {
    both(driven, "beginReceive");
    while (both(driven, "peek", NONE, NONE) !== NONE);
  },
  wait: (driven) => both(driven, "wait"),
  waitFor: (driven) => both(driven, "waitFor", span(driven)),
  ask(driven) {
    const isEnded = driven.random.chance(0.1);
    const other = isEnded ? undefined : pickAlive(driven);
    if (!isEnded && (other === undefined || other === driven.model.current)) return false;
    const name = nameOf(other) ?? pickFrom(driven, driven.ended.processes);
    return name !== undefined && ask(driven, name, other?.state === WAITING_FOR_ANY);
  },
  waitForReply: (driven) => withRelationName(driven, ({ index, generation }) => both(driven, "waitForReply", index, generation, timeLimit(driven))),
  yieldTurn: (driven) => both(driven, "yieldTurn"),
  suspend: (driven) => both(driven, "suspend"),
  exit(driven) {
    const process = driven.model.current!;
    if (driven.turn !== "run" || (process.state !== RUNNING && process.state !== EXITING)) return false;
    const left = both(driven, "exit", process.slot);
    if (left !== YIELDED) letGo(driven, process, left);
    return true;
  },
  endTurn,
};

/** What only host code may do, between the turns. */
export const betweenTurns: Readonly<Record<string, Operation>> = {
  enter(driven) {
    const suspended = [...driven.model.processes.values()].filter(({ state }) => state === SUSPENDED);
    const name = driven.random.chance(0.8) ? nameOf(pickFrom(driven, suspended)) : pickFrom(driven, driven.ended.processes);
    if (name === undefined) return false;
    if (both(driven, "enter", name.index, name.generation) === 1) driven.turn = "enter";
    return true;
  },
  nextTurn,
};

/** Ends the current turn in the way it began. */
export function endTurn(driven: Driven): void {
  const process = driven.model.current!;
  if (driven.turn === "reap" && driven.random.chance(0.2)) {
    both(driven, "postponeReap");
    nextTurn(driven);
    count(driven.tally, "a reaping is postponed");
  } else if (driven.turn === "reap") letGo(driven, process, both(driven, "reap", process.slot));
  else if (driven.turn === "enter") both(driven, "leave");
  else nextTurn(driven);
  if (driven.model.current === undefined) driven.turn = "none";
}

export function nextTurn(driven: Driven): void {
  const { model, tally } = driven;
  const wasPassedOver = model.passedOver;
  const slot = both(driven, "nextTurn", driven.random.upTo(3));
  driven.turn = slot > 0 ? "run" : slot < 0 ? "reap" : "none";
  if (slot < 0) count(tally, "a process is reaped");
  if (wasPassedOver === 8 && model.passedOver === 0) count(tally, "a low process gets its turn after eight normal ones");
  if (slot === NONE && driven.core.runnableCount() > 0) count(tally, "a burst is over before the queues are empty");
}

/** Ends all that a process has left, as the library does. */
function letGo(driven: Driven, process: ModelProcess, left: number): void {
  const { core, model, ended, tally } = driven;
  const { slot } = process;
  remember(ended.processes, nameOf(process));
  if ((left & LEFT_RELATIONS) !== 0) {
    for (let index = firstRelation(core, slot); index !== NONE; index = firstRelation(core, slot)) {
      const relation = relationsOf(model, process).find((relation) => relation.index === index);
      check("the first relation of # is one of its relations", slot, relation !== undefined, true);
      if (relation!.to !== process || relation!.kind !== MONITOR || sendDown(driven, relation!) === OUT_OF_MEMORY) endRelation(driven, relation!);
    }
  }
  if ((left & LEFT_MESSAGES) !== 0) while (both(driven, "drain", slot) !== NONE);
  if ((left & LEFT_TIMERS) !== 0) for (const { index, generation } of timersOf(model, slot)) stopTimer(driven, { index, generation });
  if (left > LEFT_NOTES) both(driven, "free", slot);
  count(tally, left > LEFT_NOTES ? "a process leaves something" : "a process leaves nothing");
  driven.turn = "none";
}

export function advance(driven: Driven, now: number): void {
  const { model, levels, tally } = driven;
  const timers = [...model.timers];
  driven.now = now;
  both(driven, "advance", now);
  for (const timer of timers) {
    if (!levels.has(timer)) levels.set(timer, levelOf(timer.deadline!, model.time));
    if (!model.timers.has(timer)) count(tally, `a timer of level ${levels.get(timer)} expires`);
  }
}

/** The level of the wheel at which a timer starts: that of the highest byte in which its deadline differs from the time. 4: beyond the wheel. */
function levelOf(deadline: number, time: number): number {
  for (let level = 4; level > 0; level--) {
    if (Math.floor(deadline / 256 ** level) !== Math.floor(time / 256 ** level)) return level;
  }
  return 0;
}

function send(driven: Driven, process: ModelProcess): number {
  const message = both(driven, "send", process.slot, process.generation);
  const { mailbox, arrivals } = process;
  if (message === HANDED) count(driven.tally, "a message is handed to a process that waits for any");
  if (message <= 0 || message === HANDED || mailbox.length > 64) return message;
  const cells = ringCells(driven.core, process.slot);
  const oldest = mailbox[0]!.arrival;
  if (arrivals - oldest > cells) count(driven.tally, "holes are closed");
  else if (Math.floor((arrivals - 1) / cells) !== Math.floor(oldest / cells)) count(driven.tally, "a ring wraps");
  return message;
}

/** A receive shows a message; counts how those do that began at a position kept from earlier. */
function show(driven: Driven, name: "look" | "peek", index: number, generation: number): number {
  const { mailbox, cursor, mayBeginEarlier } = driven.model.current!;
  const shown = both(driven, name, index, generation);
  if (mayBeginEarlier && shown > 0) {
    const position = mailbox.findIndex(({ slot }) => slot === shown);
    if (position < cursor) count(driven.tally, "a receive begins earlier than its position");
    else if (cursor > 0) count(driven.tally, "a receive skips what came before its position");
  }
  if (index !== NONE && shown > 0) count(driven.tally, "a receive finds a message of its relation");
  return shown;
}

function ask(driven: Driven, { index, generation }: Name, isWaitedFor: boolean): boolean {
  if (driven.model.relations.size > 300) return true;
  const asked = both(driven, "ask", index, generation, timeLimit(driven));
  if (asked > HANDED) count(driven.tally, "a request is handed to a process that waits for any");
  else if (isWaitedFor && asked > NONE) checkExhausted(driven);
  return true;
}

function sendToAlias(driven: Driven, name: Name): void {
  const place = both(driven, "sendToAlias", name.index, name.generation);
  if (place > NONE && (place & HANDED) !== 0) count(driven.tally, "a reply is handed to the process that waits for it");
  noteEnd(driven, name, place >= RELATION_ENDED);
}

function sendDown(driven: Driven, relation: ModelRelation): number {
  const place = both(driven, "sendDown", relation.index);
  return noteEnd(driven, relation, place !== OUT_OF_MEMORY && !driven.model.relations.has(relation.index)), place;
}

function relate(driven: Driven, name: "link" | "monitor" | "alias", ...args: readonly number[]): true {
  if (driven.model.relations.size > 300) return true;
  const index = both(driven, name, ...args);
  if (index > 0 && driven.core.relationGeneration(index) > 1) count(driven.tally, "a relation is used again");
  return true;
}

function endRelation(driven: Driven, relation: ModelRelation): void {
  both(driven, "endRelation", relation.index);
  noteEnd(driven, relation, true);
}

function noteEnd(driven: Driven, { index, generation }: Name, isEnded: boolean): void {
  if (isEnded) remember(driven.ended.relations, { index, generation });
}

function stopTimer(driven: Driven, name: Name): number {
  const ended = both(driven, "stopTimer", name.index, name.generation);
  if (ended === 1) remember(driven.ended.timers, name);
  return ended;
}

function remember(names: Name[], name: Name): void {
  names.push(name);
  if (names.length > 20) names.shift();
}

function nameOf(process: ModelProcess): Name;
function nameOf(process: ModelProcess | undefined): Name | undefined;
function nameOf(process: ModelProcess | undefined): Name | undefined {
  return process && { index: process.slot, generation: process.generation };
}

function span({ random }: Driven): number {
  const most = random.pick(spans);
  return random.chance(0.5) ? random.upTo(most + 1) : random.upTo(most + 1) + random.upTo(1000) / 1000;
}

/** Of a wait for a reply. */
function timeLimit(driven: Driven): number {
  return driven.random.chance(0.2) ? Infinity : span(driven);
}

function pickFrom<Element>({ random }: Driven, list: readonly Element[]): Element | undefined {
  return list.length === 0 ? undefined : random.pick(list);
}

/** A live process; half of the time the current one, so that things gather somewhere. */
function pickAlive(driven: Driven): ModelProcess | undefined {
  const { current, processes } = driven.model;
  if (current !== undefined && current.state !== EXITING && driven.random.chance(0.5)) return current;
  return pickFrom(driven, [...processes.values()].filter(({ state }) => state !== EXITING));
}

function withTwo(driven: Driven, action: (a: ModelProcess, b: ModelProcess) => unknown): unknown {
  const [a, b] = [pickAlive(driven), pickAlive(driven)];
  return a !== undefined && b !== undefined && a !== b && action(a, b);
}

function relationsWhere(driven: Driven, isWanted: (relation: ModelRelation) => boolean): readonly ModelRelation[] {
  return [...driven.model.relations.values()].filter(isWanted);
}

function withProcessName(driven: Driven, action: (name: Name) => unknown): unknown {
  const name = driven.random.chance(0.2) ? pickFrom(driven, driven.ended.processes) : nameOf(pickFrom(driven, [...driven.model.processes.values()]));
  return name !== undefined && action(name);
}

function withRelationName(driven: Driven, action: (name: Name) => unknown): unknown {
  const names = driven.random.chance(0.2) ? driven.ended.relations : [...driven.model.relations.values()];
  const name = pickFrom<Name>(driven, names);
  return name !== undefined && action(name);
}

function withTimerName(driven: Driven, action: (name: Name) => unknown): unknown {
  const running = [...driven.model.timers, ...driven.model.expired].filter(({ index }) => index !== NONE);
  const name = pickFrom<Name>(driven, driven.random.chance(0.2) ? driven.ended.timers : running);
  return name !== undefined && action(name);
}
