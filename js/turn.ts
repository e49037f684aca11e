// A turn: one process runs until it waits, has spent its reductions, or ends.

import { begin } from "./body.ts";
import { isEnding, settle } from "./counting.ts";
import { dropChain } from "./delegation.ts";
import { endByMistake, endByReturn, endByThrow, endByVerdict } from "./end.ts";
import { inspect } from "./inspect.ts";
import { PENDING, isPending } from "./operation.ts";
import type { Scheduler } from "./scheduler.ts";

/** Runs processes until none is runnable or the burst is over. */
export function runTurns(scheduler: Scheduler): void {
  const { core, longTurns } = scheduler;
  const { slots } = longTurns;
  let turns = 0;
  for (let slot = core.nextTurn(settle()); slot !== 0; slot = core.nextTurn(settle())) {
    if (slot > 0) {
      scheduler.current = slot;
      slots[turns++] = slot;
      runTurn(scheduler, slot);
    } else {
      scheduler.current = -slot;
      slots[turns++] = -slot;
      endByVerdict(scheduler, -slot);
    }
  }
  scheduler.current = 0;
  longTurns.turns = turns;
}

/** What escapes a body becomes the exit reason of its process here; what an async function rejects with does so in async-body.ts. */
function runTurn(scheduler: Scheduler, slot: number): void {
  const body = scheduler.bodies[slot];
  let value: unknown;
  try {
    let step = typeof body === "function" ? begin(scheduler, body) : body!.next();
    if (step === PENDING) return;
    if (!isPending(step) && step.done !== true) step = refuse(scheduler, slot, step.value);
    if (isPending(step)) return;
    if (step.done !== true) return endByMistake(scheduler, slot, mistake(step.value));
    value = step.value;
  } catch (thrown) {
    dropChain();
    if (isEnding(thrown)) return; // killed, and queued to be reaped
    return endByThrow(scheduler, slot, thrown);
  }
  endByReturn(scheduler, slot, value);
}

/** A body has yielded a value that is no operation's: the mistake is thrown where it was made. */
function refuse(scheduler: Scheduler, slot: number, value: unknown): IteratorResult<unknown, unknown> {
  const body = scheduler.bodies[slot];
  const error = mistake(value);
  if (body === undefined || typeof body === "function" || body.throw === undefined) throw error;
  try {
    return body.throw(error);
  } catch (thrown) {
    // At a `yield*` of an array, JavaScript throws that this cannot be thrown into.
    if (thrown instanceof TypeError && thrown !== error && thrown.cause === undefined) Reflect.set(thrown, "cause", error);
    throw thrown;
  }
}

function mistake(value: unknown): TypeError {
  return new TypeError(`expected \`yield*\` with an operation, got \`yield\` with ${inspect(value)}; write \`yield* operation\``);
}
