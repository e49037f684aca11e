// Random operations on the core and on its model. `SEED=<n> npx vitest run tests/core/oracle.test.ts` repeats one run.

import { describe, expect, inject, it } from "vitest";
import { MESSAGES, NONE, PROCESSES, RELATIONS, SUSPENDED_PROCESSES, TIMERS } from "../../bindings/core.ts";
import { compare, count } from "./observe.ts";
import type { Tally } from "./observe.ts";
import { advance, anywhere, betweenTurns, endTurn, inTurn, nextTurn } from "./operations.ts";
import type { Driven, Operation } from "./operations.ts";
import { createRandom } from "./random.ts";
import type { Random } from "./random.ts";
import { both, openPair } from "./side-by-side.ts";

const RUNS = 200;
/** Runs go on until everything has happened, but not for ever. */
const MOST_RUNS = 1_000;
const STEPS = 1_500;

/** What a test of everything has to have seen. */
const everything: readonly string[] = [
  "memory grows", "a ring wraps", "holes are closed", "a slot is used again", "a relation is used again", "a timer is used again",
  "a timer of level 0 expires", "a timer of level 1 expires", "a timer of level 2 expires", "a timer of level 3 expires", "a timer of level 4 expires",
  "timers have to fall to a lower level", "a receive times out", "a receive finds a message of its relation",
  "a receive skips what came before its position", "a receive begins earlier than its position",
  "a low process gets its turn after eight normal ones", "a burst is over before the queues are empty", "a process is reaped", "a reaping is postponed",
  "a message is handed to a process that waits for any", "a request is handed to a process that waits for any", "a reply is handed to the process that waits for it", "a process leaves something", "a process leaves nothing", "more than 256 processes live", "more than 4096 messages wait",
  ...["spawn", "send", "sendToAlias", "sendDown", "link", "monitor", "alias", "startTimer", "waitFor", "ask", "waitForReply"].map((name) => `${name} fails at a limit`),
];

describe("the core", () => {
  it("does what its model does, whatever the order of calls", () => {
    const tally: Tally = new Map();
    const chosen = inject("seed");

    if (chosen !== "") return void run(Number(chosen), tally);
    const first = Math.floor(Math.random() * 2 ** 30);
    const missing = (): readonly string[] => everything.filter((event) => !tally.has(event));
    let calls = 0;
    for (let runs = 0; runs < RUNS || (runs < MOST_RUNS && missing().length > 0); runs++) calls += run(first + runs, tally);

    expect(calls).toBeGreaterThan(100_000);
    expect(missing(), `what did not happen from SEED=${first}`).toEqual([]);
  }, 120_000);
});

/** One run. Returns the number of calls. */
function run(seed: number, tally: Tally): number {
  const driven = open(createRandom(seed), tally);
  const memoryBefore = driven.core.memoryBytes();
  try {
    const operations = weigh(driven);
    const stride = driven.maxProcesses > 20 ? 50 : 1;
    for (let steps = 1; steps <= STEPS; steps++) {
      step(driven, operations);
      if (steps % stride === 0) compare(driven.core, driven.model, tally);
    }
    close(driven);
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}${report(driven, seed)}`, { cause: error });
  }
  if (driven.core.memoryBytes() > memoryBefore) count(tally, "memory grows");
  return driven.callCount;
}

function report({ callCount, calls }: Driven, seed: number): string {
  const latest = calls.slice(-30).map(([name, args]) => `${name}(${args.join(", ")})`);
  return `\nafter ${callCount} calls, the last of them\n  ${latest.join("\n  ")}\nrepeat with\n  SEED=${seed} npx vitest run tests/core/oracle.test.ts\n`;
}

function open(random: Random, tally: Tally): Driven {
  const isLarge = random.chance(0.15);
  const options = {
    maxProcesses: isLarge ? 600 : random.pick([2, 5, 12]),
    maxPages: random.pick([1, 1, 2, 3, 1_000]),
    reductions: random.pick([10, 100, 4_000, 4_000]),
    seed: random.chance(0.7) ? 0 : random.upTo(2 ** 31) - 2 ** 30,
  };
  return {
    ...openPair(options, tally),
    random,
    ended: { processes: [], relations: [], timers: [] },
    positions: new WeakMap(),
    levels: new WeakMap(),
    now: 0,
    turn: "none",
  };
}

type Weighed = readonly (readonly [weight: number, operation: Operation])[];

interface Operations {
  readonly anywhere: Weighed;
  readonly inTurn: Weighed;
  readonly betweenTurns: Weighed;
}

/** Each run prefers other operations, and leaves some out: what all of them together do never gets far in any direction. */
function weigh({ random, maxProcesses }: Driven): Operations {
  const weighed = (operations: Readonly<Record<string, Operation>>): Weighed =>
    Object.values(operations).map((operation) => [random.pick([0, 1, 2, 8]), operation] as const);
  const favour = (weight: number, operations: Readonly<Record<string, Operation>>, ...names: readonly string[]): Weighed =>
    names.map((name) => [weight, operations[name]!] as const);
  const mailboxes = random.chance(0.3) ? 12 : 0;
  return {
    anywhere: [...weighed(anywhere), ...favour(maxProcesses > 20 ? 60 : 2, anywhere, "spawn"), ...favour(mailboxes, anywhere, "send", "send", "send")],
    inTurn: [...weighed(inTurn), ...favour(2, inTurn, "endTurn"), ...favour(mailboxes, inTurn, "receive", "receive", "tail", "beginReceiveFrom", "look")],
    betweenTurns: [...weighed(betweenTurns), ...favour(6, betweenTurns, "nextTurn")],
  };
}

function step(driven: Driven, operations: Operations): void {
  const particular = driven.model.current === undefined ? operations.betweenTurns : operations.inTurn;
  const candidates = driven.random.chance(0.5) ? particular : operations.anywhere;
  let ticket = driven.random.upTo(candidates.reduce((sum, [weight]) => sum + weight, 0));
  for (const [weight, operation] of candidates) {
    ticket -= weight;
    if (ticket < 0) return void operation(driven);
  }
}

/** Ends everything. Nothing may be left. */
function close(driven: Driven): void {
  const { core, model } = driven;
  if (model.current !== undefined) endTurn(driven);
  for (const { slot } of [...model.processes.values()]) both(driven, "terminate", slot);
  both(driven, "beginBurst", 1_000_000, 1_000_000);
  do {
    if (model.current !== undefined) endTurn(driven);
    else nextTurn(driven);
  } while (core.count(PROCESSES) > 0);
  advance(driven, driven.now);
  for (const { index, generation } of [...model.timers, ...model.expired]) both(driven, "stopTimer", index, generation);
  compare(core, model, driven.tally);

  const left = [core.count(PROCESSES), core.runnableCount(), core.count(SUSPENDED_PROCESSES), core.count(MESSAGES), core.count(RELATIONS), core.count(TIMERS)];
  expect(left).toEqual([0, 0, 0, 0, 0, 0]);
  expect(core.nextProcess(NONE)).toBe(NONE);
}
