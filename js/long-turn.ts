// Long turns: who has kept the thread from everybody else, and where.
//
// The clock is read once for a burst. A burst that took long names its suspects: the processes that had a turn in it.
// A slice begins with bursts of one turn, then two, then four …. After a burst with several suspects each turn is a burst
// of its own for a moment, so the one who does it again is alone; as that takes twice as long, bursts are then short for
// a while, and shorter each time that another takes long. So a pause of the machine costs little, and who holds the thread
// again and again is found. Compiled code looks at the clock itself, and tells while its turn still goes on.

import type { Name } from "./errors.ts";
import { inspect } from "./inspect.ts";
import type { Notes } from "./notes.ts";
import { Pid, slotOfPid } from "./pid.ts";
import { titled } from "./report.ts";
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
  readonly registeredName: Name | undefined;
  readonly label: unknown;
  /** The name of the function that is its body, or what its server is and was at last, as far as it is known. */
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
/** Between two lines of the log that name one process, and between two that name several. The hook is told of every one. */
const QUIET_MS = 1_000;
/** Several are logged when their turns took the limit on average, so that one did at least, or together so many times the limit. */
const LIMITS_TOGETHER = 10;
/** Suspects that a line of the log names. */
const NAMED = 3;

/** Turns of a burst, at most, in which those who end are noted: in larger ones that would cost more than it tells. */
const FEW_TURNS = 8;

export interface LongTurns {
  readonly limitMs: number;
  readonly hook: ((turn: LongTurn) => void) | undefined;
  /** Slots of the processes that had a turn in this burst, in order. */
  readonly slots: Int32Array;
  turns: number;
  /** This burst is of so few turns that those who end in it are noted. */
  areFew: boolean;
  /** How many limits a turn that still goes on may take before it is told of again; 1 as long as it was not. */
  patience: number;
  /** The process that ended last in this burst of few turns, and so on. */
  ended: Ended | undefined;
  aloneUntil: number;
  watchedUntil: number;
  /** Turns of a burst, at most, while they are watched. */
  watchedTurns: number;
  quietUntil: number;
  quietAboutSeveralUntil: number;
}

/** What a report needs of a process that has ended. */
interface Ended {
  readonly pid: Pid;
  readonly body: Resumable | undefined;
  readonly notes: Notes | undefined;
  readonly before: Ended | undefined;
}

export function newLongTurns(limitMs: number, hook: LongTurns["hook"]): LongTurns {
  return {
    limitMs,
    hook,
    slots: new Int32Array(TURNS_PER_SHORT_BURST),
    turns: 0,
    areFew: false,
    patience: 1,
    ended: undefined,
    aloneUntil: -Infinity,
    watchedUntil: -Infinity,
    watchedTurns: TURNS_WHILE_WATCHED,
    quietUntil: -Infinity,
    quietAboutSeveralUntil: -Infinity,
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
  const suspects = suspectsOf(scheduler);
  if (suspects.length > 1) watch(longTurns, time);
  if (!wasTold && suspects.length > 0) tellOver(scheduler, ms, suspects, longTurns.turns);
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
  const turn = { ms, suspects: [suspectIn(scheduler, slot)], isOver: false, stack: frames.slice(3).join("\n") };
  const advice = "make it a generator that is delegated to by yield* (a GenServer's *handleCall), or end it by a kill from onLongTurn";
  tell(scheduler, turn, `has held the thread for ${Math.round(ms)} ms, and still does, in a function that cannot give up the turn: ${advice}\n${turn.stack}`);
}

/** Who had a turn in this burst. A slot may have had two: one that has ended in it, and one that was spawned there since. */
function suspectsOf(scheduler: Scheduler): LongTurnSuspect[] {
  const { longTurns, pids } = scheduler;
  const slots = [...longTurns.slots.subarray(0, longTurns.turns)];
  const found: LongTurnSuspect[] = [];
  for (const slot of new Set(slots)) {
    let hasLater = true;
    for (let ended = longTurns.ended; ended !== undefined; ended = ended.before) {
      if (slotOfPid(ended.pid) !== slot) continue;
      found.push(suspect(ended.pid, ended.notes, ended.body));
      hasLater = pids[slot] !== undefined && slots.indexOf(slot) < slots.lastIndexOf(slot);
    }
    if (hasLater) found.push(suspectIn(scheduler, slot));
  }
  return found;
}

function suspectIn({ pids, bodies: resumables, notes, core, hostLineage }: Scheduler, slot: number): LongTurnSuspect {
  return suspect(pids[slot] ?? new Pid(hostLineage, slot, core.generation(slot) - 1), notes.get(slot), resumables[slot]);
}

function suspect(pid: Pid, notes: Notes | undefined, body: Resumable | undefined): LongTurnSuspect {
  return { pid, registeredName: notes?.registeredName, label: notes?.label, body: nameOf(body) };
}

function nameOf(body: Resumable | undefined): string | undefined {
  const found = typeof body === "object" ? bodies.get(Object.getPrototypeOf(body) as object) ?? body : body;
  try {
    const name = (found as { readonly name?: unknown } | undefined)?.name;
    return typeof name === "string" && name !== "" ? name : undefined;
  } catch {
    return undefined; // a getter of the program's
  }
}

function tellOver(scheduler: Scheduler, ms: number, suspects: readonly LongTurnSuspect[], turns: number): void {
  const many = turns > 1 ? ` or in ${turns} that followed each other` : "";
  const advice = 'A loop gives up its turn when its file says "use beamlet" and is compiled by beamlet/preempt, or by yield* Process.sleep(0)';
  const isClear = ms >= scheduler.longTurns.limitMs * Math.min(turns, LIMITS_TOGETHER);
  tell(scheduler, { ms, suspects, isOver: true, stack: undefined }, `held the thread for ${Math.round(ms)} ms in one turn${many}, if the machine had nothing else to do. ${advice}`, isClear);
}

function tell(scheduler: Scheduler, turn: LongTurn, text: string, isClear = true): void {
  const { longTurns } = scheduler;
  const { suspects } = turn;
  const time = now(scheduler);
  if (suspects.length === 1 && time >= longTurns.quietUntil) {
    longTurns.quietUntil = time + QUIET_MS;
    log(scheduler, "warn", `Process ${namesOf(suspects)} ${text}`);
  } else if (suspects.length > 1 && isClear && time >= longTurns.quietAboutSeveralUntil) {
    longTurns.quietAboutSeveralUntil = time + QUIET_MS;
    log(scheduler, "warn", `One or more of the processes ${namesOf(suspects)} ${text}. Who does it again is named alone`);
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

function namesOf(suspects: readonly LongTurnSuspect[]): string {
  const names = suspects.slice(0, NAMED).map((one) => titled(one.pid, one) + (one.body === undefined ? "" : ` in ${one.body}`));
  return names.join(", ") + (suspects.length > NAMED ? ` and ${suspects.length - NAMED} more` : "");
}

/** How many turns the next burst may have, after one of `turns` that took `ms`. */
export function turnsAfter(turns: number, ms: number, time: number, { aloneUntil, watchedUntil, watchedTurns }: LongTurns): number {
  const most = ms <= SHORT_BURST_MS ? TURNS_PER_SHORT_BURST : TURNS_PER_BURST;
  if (time >= watchedUntil) return Math.min(2 * turns, most);
  return time < aloneUntil ? 1 : Math.min(2 * turns, watchedTurns);
}

/** Keeps what a report needs of a process that ends in a burst of few turns. */
export function noteEnded(longTurns: LongTurns, pid: Pid, body: Resumable | undefined, notes: Notes | undefined): void {
  longTurns.ended = { pid, body, notes, before: longTurns.ended };
}

/** The slice is over, and with it what may be told of. */
export function forgetEnded(longTurns: LongTurns): void {
  longTurns.ended = undefined;
}

/** Begins a burst of at most so many turns. */
export function beginTurns(longTurns: LongTurns, most: number): void {
  longTurns.turns = 0;
  longTurns.areFew = most <= FEW_TURNS;
  longTurns.patience = 1;
  longTurns.ended = undefined;
}

/** A turn outside of a burst: a stretch of an async body. */
export function reportStretch(scheduler: Scheduler, slot: number, ms: number): void {
  if (scheduler.longTurns.patience > 1) return;
  tellOver(scheduler, ms, [suspect(pidAt(scheduler, slot), scheduler.notes.get(slot), scheduler.bodies[slot])], 1);
}
