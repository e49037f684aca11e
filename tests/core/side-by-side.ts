// The core and its model side by side: each call is made of both, their answers compared, and then all that can be seen.

import { HANDED, LONG, NONE, OUT_OF_MEMORY, TOO_MANY_PROCESSES, openCore } from "../../bindings/core.ts";
import type { Core } from "../../bindings/core.ts";
import * as oracle from "../support/model.ts";
import type { Model } from "../support/model.ts";
import { Difference, check, compare, compareCounts, count } from "./observe.ts";
import type { Tally } from "./observe.ts";

export interface Pair {
  readonly core: Core;
  readonly model: Model;
  readonly maxProcesses: number;
  readonly tally: Tally;
  /** The latest calls, for the report of a failure. */
  readonly calls: (readonly [name: string, args: readonly number[]])[];
  callCount: number;
}

export interface PairOptions {
  readonly maxProcesses: number;
  readonly maxPages: number;
  readonly reductions: number;
  readonly seed: number;
}

type Call = (...args: readonly number[]) => number | undefined;
type ModelCall = (model: Model, ...args: readonly number[]) => number | undefined;
type SharedName = keyof Core & keyof typeof oracle;

const mayExhaust: ReadonlySet<string> = new Set(["spawn", "send", "sendToAlias", "sendDown", "link", "monitor", "alias", "startTimer", "waitFor", "ask", "waitForReply"]);
const showsMessage: ReadonlySet<string> = new Set(["send", "sendToAlias", "sendDown", "look", "peek"]);

export function openPair(options: PairOptions, tally: Tally): Pair {
  return {
    core: openCore({ ...options, instance: undefined }),
    model: oracle.createModel(options.reductions, options.seed),
    maxProcesses: options.maxProcesses,
    tally,
    calls: [],
    callCount: 0,
  };
}

/** Makes a call of the core and of the model, and returns what both answer. What fails at a limit has changed nothing, and fails again. */
export function both(pair: Pair, name: SharedName, ...args: readonly number[]): number {
  const { core, model, calls } = pair;
  calls.push([name, args]);
  if (calls.length > 1_000) calls.splice(0, 900);
  pair.callCount++;

  const actual = (core[name] as Call)(...args);
  if (isFailure(pair, name, actual)) {
    check(`${name}, again`, 0, (core[name] as Call)(...args), actual);
    compare(core, model, pair.tally);
    return actual!;
  }
  const expected = (oracle[name] as unknown as ModelCall)(model, ...args, ...choicesOf(core, name, actual));

  check(name, 0, actual, expected);
  compareCounts(core, model);
  return actual ?? NONE;
}

/** What the core has chosen, in the order in which the model is told. */
function choicesOf(core: Core, name: SharedName, chosen: number | undefined): readonly number[] {
  if (chosen === undefined) return [];
  if (showsMessage.has(name)) return [chosen > 0 ? chosen & (LONG - 1) : chosen];
  if (name === "spawn") return [chosen, core.generation(chosen)];
  if (name === "startTimer") return [chosen, core.timerGeneration(chosen)];
  if (name === "link" || name === "monitor" || name === "alias") return [chosen, core.relationGeneration(chosen)];
  if (name === "ask" && chosen > NONE) return [chosen % HANDED, core.relationGeneration(chosen % HANDED), chosen >= HANDED ? 1 : 0];
  return [];
}

function isFailure(pair: Pair, name: SharedName, result: number | undefined): boolean {
  if (name === "spawn" && result === TOO_MANY_PROCESSES) {
    check("processes at the limit", 0, pair.model.processes.size, pair.maxProcesses);
  } else if (mayExhaust.has(name) && result === OUT_OF_MEMORY) {
    checkExhausted(pair);
  } else {
    return false;
  }
  count(pair.tally, `${name} fails at a limit`);
  return true;
}

/** What did not fit is a chunk of 16 KiB, or a block of at most four times what it is to hold. */
export function checkExhausted({ core, model }: Pair): void {
  const largestRequest = 65_536 + 16 * model.messages.size;
  if (core.memoryLimit() - core.memoryBytes() > largestRequest) throw new Difference("out of memory, though there was some left");
}
