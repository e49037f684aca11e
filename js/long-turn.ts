// Long turns: who has kept the thread from everybody else, and where.
//
// The clock is read once for a burst. A burst that took long names its suspects: the processes that had a turn in it.
// A slice begins with bursts of one turn, then two, then four …. After a burst with several suspects each turn is a burst
// of its own for a moment, so the one who does it again is alone; as that takes twice as long, bursts are then short for
// a while, and shorter each time that another takes long. So a pause of the machine costs little, and who holds the thread
// again and again is found. Compiled code looks at the clock itself, and tells while its turn still goes on.

import { inspect } from "./inspect.ts";
import { Pid, slotOfPid } from "./pid.ts";
import { labelled } from "./report.ts";
import { asHost, log, now, pidAt } from "./scheduler.ts";
import type { Body, Resumable, Scheduler } from "./scheduler.ts";

/** What `onLongTurn` is told. */
export interface LongTurn {
  /** Milliseconds for which the turn has held the thread. */
  readonly ms: number;
  /** The process. More than one when they took turns between two readings of the clock: it was one of them. */
  readonly suspects: readonly LongTurnSuspect[];
  /** False while the turn goes on, in a call of a compiled function: a `kill` ends it. */
  readonly isOver: boolean;
  /** The stack of the compiled function that holds the thread, innermost call first, or undefined when the turn is over. */
  readonly stack: string | undefined;
}

export interface LongTurnSuspect {
  readonly pid: Pid;
  readonly label: unknown;
  /** The name of the function that is its body, as far as it is known. */
  readonly body: string | undefined;
}

/** Turns of a burst, at most: after one that took no longer than SHORT_BURST_MS, and after another. */
const TURNS_PER_SHORT_BURST = 128;
const TURNS_PER_BURST = 32;
const SHORT_BURST_MS = 0.1;

/** How long bursts are short, after one that took long had several suspects, and for how much of that they are of one turn. */
const WATCH_MS = 1_000;
const ALONE_MS = 100;
/** Turns of a short burst, at most; and how much fewer there are each time that another takes long meanwhile. */
const TURNS_WHILE_WATCHED = 16;
const NARROWING = 4;
/** Between two lines of the log. The hook is told of every one. */
const QUIET_MS = 1_000;

export interface LongTurns {
  readonly limitMs: number;
  readonly hook: ((turn: LongTurn) => void) | undefined;
  /** Slots of the processes that had a turn in this burst, in order. */
  readonly slots: Int32Array;
  turns: number;
  /** This burst is of one turn. */
  isAlone: boolean;
  /** How many limits a turn that still goes on may take before it is told of again; 1 as long as it was not. */
  patience: number;
  /** The process that ended in this burst of one turn. */
  ended: { readonly pid: Pid; readonly body: Resumable | undefined; readonly label: unknown } | undefined;
  aloneUntil: number;
  watchedUntil: number;
  /** Turns of a burst, at most, while they are watched. */
  watchedTurns: number;
  quietUntil: number;
}

export function newLongTurns(limitMs: number, hook: LongTurns["hook"]): LongTurns {
  return {
    limitMs,
    hook,
    slots: new Int32Array(TURNS_PER_SHORT_BURST),
    turns: 0,
    isAlone: false,
    patience: 1,
    ended: undefined,
    aloneUntil: -Infinity,
    watchedUntil: -Infinity,
    watchedTurns: TURNS_WHILE_WATCHED,
    quietUntil: -Infinity,
  };
}

// Of a generator the function is not known, but its prototype is.
const bodies = new WeakMap<object, Body>();
let latest: Body | undefined;

/** Notes a body, so that its generators can be named. Most bodies are spawned many times in a row. */
export function noteBody(body: Body): void {
  if (body === latest) return;
  latest = body;
  const prototype: unknown = body.prototype;
  if (typeof prototype === "object" && prototype !== null) bodies.set(prototype, body);
}

/** A burst is over that took long, unless its turn was told of already. */
export function reportBurst(scheduler: Scheduler, time: number, ms: number): void {
  const { longTurns } = scheduler;
  const wasTold = longTurns.patience > 1;
  const slots = new Set(longTurns.slots.subarray(0, longTurns.turns));
  if (slots.size > 1) watch(longTurns, time);
  if (!wasTold && slots.size > 0) tellOver(scheduler, ms, [...slots].map((slot) => suspect(scheduler, slot)));
}

function watch(longTurns: LongTurns, time: number): void {
  longTurns.watchedTurns = time < longTurns.watchedUntil ? Math.ceil(longTurns.watchedTurns / NARROWING) : TURNS_WHILE_WATCHED;
  longTurns.aloneUntil = time + ALONE_MS;
  longTurns.watchedUntil = time + WATCH_MS;
}

/** A turn takes long that still goes on. */
export function reportTurn(scheduler: Scheduler, slot: number, ms: number): void {
  const { stack } = new Error();
  const frames = typeof stack === "string" ? stack.split("\n").filter((line) => /^\s+at |@/.test(line)) : [];
  const turn = { ms, suspects: [suspect(scheduler, slot)], isOver: false, stack: frames.slice(3).join("\n") };
  tell(scheduler, turn, `has held the thread for ${Math.round(ms)} ms, and still does, in a function that cannot give up the turn\n${turn.stack}`);
}

function suspect(scheduler: Scheduler, slot: number): LongTurnSuspect {
  const { pids, bodies: resumables, notes, core, longTurns } = scheduler;
  const { ended } = longTurns;
  if (ended !== undefined && slotOfPid(ended.pid) === slot) return { ...ended, body: nameOf(ended.body) };
  const pid = pids[slot] ?? new Pid(scheduler.hostLineage, slot, core.generation(slot) - 1);
  return { pid, label: notes.get(slot)?.label, body: nameOf(resumables[slot]) };
}

function nameOf(body: Resumable | undefined): string | undefined {
  const found = typeof body === "object" ? bodies.get(Object.getPrototypeOf(body) as object) : body;
  return found?.name || undefined;
}

function tellOver(scheduler: Scheduler, ms: number, suspects: readonly LongTurnSuspect[]): void {
  const advice = 'A loop gives up its turn when its file says "use beamlet" and is compiled by beamlet/preempt, or by yield* Process.sleep(0)';
  tell(scheduler, { ms, suspects, isOver: true, stack: undefined }, `held the thread for ${Math.round(ms)} ms in one turn, if the machine had nothing else to do. ${advice}`);
}

function tell(scheduler: Scheduler, turn: LongTurn, text: string): void {
  const { longTurns } = scheduler;
  const [first, second] = turn.suspects;
  const time = now(scheduler);
  // With several suspects there is nobody to warn of yet.
  if (first !== undefined && second === undefined && time >= longTurns.quietUntil) {
    longTurns.quietUntil = time + QUIET_MS;
    log(scheduler, "warn", `Process ${nameOfSuspect(first)} ${text}`);
  }
  const { hook } = longTurns;
  if (hook === undefined) return;
  asHost(() => {
    try {
      hook(turn);
    } catch (error) {
      log(scheduler, "error", `onLongTurn threw ${inspect(error)}`);
    }
  });
}

function nameOfSuspect({ pid, label, body }: LongTurnSuspect): string {
  const name = labelled(String(pid), label);
  return body === undefined ? name : `${name} in ${body}`;
}

/** How many turns the next burst may have, after one of `turns` that took `ms`. */
export function turnsAfter(turns: number, ms: number, time: number, { aloneUntil, watchedUntil, watchedTurns }: LongTurns): number {
  const most = ms <= SHORT_BURST_MS ? TURNS_PER_SHORT_BURST : TURNS_PER_BURST;
  if (time >= watchedUntil) return Math.min(2 * turns, most);
  return time < aloneUntil ? 1 : Math.min(2 * turns, watchedTurns);
}

/** Keeps what a report needs of a process that ends in a burst of one turn. */
export function noteEnded(longTurns: LongTurns, pid: Pid, body: Resumable | undefined, label: unknown): void {
  longTurns.ended = { pid, body, label };
}

/** Begins a burst of at most so many turns. */
export function beginTurns(longTurns: LongTurns, most: number): void {
  longTurns.turns = 0;
  longTurns.isAlone = most === 1;
  longTurns.patience = 1;
  longTurns.ended = undefined;
}

/** A turn outside of a burst: a stretch of an async body. */
export function reportStretch(scheduler: Scheduler, slot: number, ms: number): void {
  if (scheduler.longTurns.patience > 1) return;
  tellOver(scheduler, ms, [{ pid: pidAt(scheduler, slot), label: scheduler.notes.get(slot)?.label, body: undefined }]);
}
