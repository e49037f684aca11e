// Preemption: what code that was compiled by beamlet/preempt does at its loop heads, and what it is charged there.
//
//   for (…) {  if (--preemption.left < 0 && preemption.mustYield(chain)) yield preemption.turn;  …  }  a generator's; see also preempt/chunks.ts
//   for (…) {  if (--preemption.left < 0 && preemption.mustAwait()) await preemption.pause;  …  }           an async function's
//   for (…) {  if (--preemption.left < 0) preemption.hold();  …  }                                    any other function's; see also preempt/counted.ts
//
// The count is one for all runtimes: turns follow each other, and the end of each settles what it has counted. So a loop
// costs a decrement and a comparison, and what lies behind them, a *spend*, comes once in a chunk of iterations. A chunk
// is small at first and as large as its iterations are fast: a spend reads the clock, and a millisecond costs as much as
// a whole turn, whatever the iterations do that nobody counts.

import { EXITING } from "../bindings/core.ts";
import { pause } from "./async-body.ts";
import { FIRST_CHUNK, count, counting } from "./counting.ts";
import type { Count } from "./counting.ts";
import { currentChain, delegate, delegateToNew, delegateToOperation, dropChain, markCompiled, resumed, takeChain } from "./delegation.ts";
import type { Chain } from "./delegation.ts";
import { gifts } from "./gifts.ts";
import type { Gifts } from "./gifts.ts";
import { loopListOf } from "./loop-list.ts";
import { reportTurn } from "./long-turn.ts";
import { SUSPENSION } from "./operation.ts";
import type { Suspension } from "./operation.ts";
import { active, now } from "./scheduler.ts";
import type { Scheduler } from "./scheduler.ts";

/** Iterations of the largest chunk, some µs of the tightest loop, and how much larger than the one before it may be. */
const LARGEST_CHUNK = 2048;
const GROWTH = 16;

/** What a chunk should take, and what a turn may. */
const CHUNK_MS = 0.25;
const TURN_MS = 1;
const REDUCTIONS_PER_TURN_MS = 4_000;
const LONGEST_CHARGED_MS = 250;

/** What compiled code imports. Its names are written into that code, and only there. */
export interface Preemption extends Count {
  /** What a generator yields to give up its turn. */
  readonly turn: Suspension;
  /** Marks a generator function as compiled, and names it. */
  readonly body: typeof markCompiled;
  /** The first thing that a generator does: takes the chain that it is in, if it was begun by `yield*` or the scheduler. */
  readonly begin: () => Chain;
  /** What a generator is given where it goes on: behind its `yield`, and behind the `yield*` that `to` stands in. */
  readonly resume: typeof resumed;
  /** What a generator delegates to with `yield*`: hands on its chain. */
  readonly to: (iterable: unknown, chain: Chain) => unknown;
  /** As `to`, where it calls a compiled function for what it delegates to. */
  readonly toNew: (steps: Iterable<unknown>, chain: Chain) => unknown;
  /** As `to`, where it is an operation of the library. */
  readonly toOperation: (operation: Iterable<unknown>, chain: Chain) => unknown;
  /** At the head of a loop over what it is given: undefined for an array, which is gone through by index. */
  readonly steps: typeof loopListOf;
  /** For messages that stand in the call that sends them. One object, as V8 makes a dictionary of one that is given more fields than 16. */
  readonly gifts: Gifts;
  /** Returns what it is given. Compiled code that never calls it shows the engine that its variables are numbers. */
  same<T>(value: T): T;
  /** At the head of `catch` and `finally` of a generator and of any other function. */
  unwind(): void;
  /** In a generator: spends. Returns whether the turn is over, and may be given up by a `yield` in that chain. */
  mustYield(chain: Chain): boolean;
  /** In an async function: spends. Returns whether the turn is over, and may be given up by `await pause`. */
  mustAwait(): boolean;
  readonly pause: typeof pause;
  /** In a function that cannot give up the turn: spends. Throws when the process was killed meanwhile. */
  hold(): void;
}

/** For compiled code alone: `beamlet/preempt` writes its uses. */
export const preemption: Preemption = Object.assign(count, {
  turn: SUSPENSION,
  pause,

  body: markCompiled,
  begin: takeChain,
  resume: resumed,
  to: delegate,
  toNew: delegateToNew,
  toOperation: delegateToOperation,
  steps: loopListOf,
  gifts,

  same<T>(value: T): T {
    return value;
  },

  unwind(): void {
    dropChain();
    if (count.ending !== undefined) throw count.ending;
  },

  mustYield(chain: Chain): boolean {
    const scheduler = spending();
    if (scheduler === undefined) return false;
    // Where a generator is not asked by the scheduler, what it yields would reach somebody else.
    if (chain === undefined || scheduler.mayAwait || chain !== currentChain()) {
      hold(scheduler);
      return false;
    }
    return (counting.isLeaving = spend(scheduler));
  },

  mustAwait(): boolean {
    const scheduler = spending();
    if (scheduler === undefined) return false;
    if (scheduler.mayAwait && scheduler.core.state(scheduler.current) !== EXITING) return spend(scheduler);
    hold(scheduler);
    return false;
  },

  hold(): void {
    const scheduler = spending();
    if (scheduler !== undefined) hold(scheduler);
  },
});

let spentAt = 0; // when the latest spend of this turn was
let heldSince = 0; // when the first one was

/** The scheduler whose turn it is. In host code there is none, and nothing is charged. */
function spending(): Scheduler | undefined {
  if (count.ending !== undefined) throw count.ending;
  if (active === undefined) count.left = counting.chunk = counting.firstChunk;
  return active;
}

/** Charges the chunk that is over, and opens the next. Returns whether the turn is over. */
function spend(scheduler: Scheduler): boolean {
  const time = now(scheduler);
  const iterations = counting.chunk - count.left;
  // Of the first chunk only this much is known: it did not begin before the clock was read for its burst.
  const elapsed = time - (counting.hasSpent ? spentAt : scheduler.readAt);
  const isSlow = counting.hasSpent ? false : isFirstSlow(time, elapsed);
  const cost = elapsed > 0 && !isSlow && counting.hasSpent ? Math.ceil(Math.min(elapsed, LONGEST_CHARGED_MS) * REDUCTIONS_PER_TURN_MS) : 0;
  counting.hasSpent = true;
  spentAt = time;
  counting.chunk = count.left = sizeOfNext(elapsed);
  return scheduler.core.charge(Math.max(iterations, cost)) <= 0 || isSlow;
}

function isFirstSlow(time: number, elapsed: number): boolean {
  heldSince = time;
  if (elapsed > TURN_MS) counting.firstChunk = Math.max(1, Math.floor(counting.firstChunk / 2));
  else if (elapsed < CHUNK_MS && counting.firstChunk < FIRST_CHUNK) counting.firstChunk *= 2;
  return elapsed > TURN_MS;
}

function sizeOfNext(elapsed: number): number {
  const largest = Math.min(counting.chunk * GROWTH, LARGEST_CHUNK);
  return elapsed * largest <= CHUNK_MS * counting.chunk ? largest : Math.max(1, Math.floor((counting.chunk * CHUNK_MS) / elapsed));
}

function hold(scheduler: Scheduler): void {
  const { core, current, longTurns } = scheduler;
  spend(scheduler);
  if (spentAt - heldSince >= longTurns.limitMs * longTurns.patience) {
    longTurns.patience *= 2;
    reportTurn(scheduler, current, spentAt - heldSince);
  }
  if (core.state(current) === EXITING && scheduler.notes.get(current)?.verdict?.closesBody === false) {
    throw (count.ending = new Error("killed"));
  }
}
