// What a callback returned: which of the allowed shapes it has, told by its keys.

import { unbound } from "../../copy/exotic.ts";
import { BadReturnError } from "../../errors.ts";

/** The callbacks whose return value says what comes next. */
export type CallbackName = "init" | "handleCall" | "handleCast" | "handleInfo" | "handleContinue";

/** The fields of all shapes. Those that a shape has are told by the bits of `shapeOf`. */
export interface Outcome {
  readonly state: unknown;
  readonly reply: unknown;
  readonly stop: unknown;
  readonly timeout: number;
  readonly continue: unknown;
}

export const STATE = 1;
export const REPLY = 2;
export const STOP = 4;
export const IGNORE = 8;
export const TIMEOUT = 16;
export const CONTINUE = 32;
const HIBERNATE = 64;
const OTHER = 128;
const NEXT: number = TIMEOUT | CONTINUE | HIBERNATE;

// In a loop over keys, `Object.hasOwn` takes twice as long.
const hasOwn = unbound(Object.prototype.hasOwnProperty);

/** Returns the keys that an outcome has, as bits. @throws BadReturnError when it has none of the shapes that the callback may return. */
export function shapeOf(callback: CallbackName, outcome: unknown): number {
  if (typeof outcome !== "object" || outcome === null) throw badReturn(callback, outcome);
  let shape = 0;
  for (const key in outcome) if (hasOwn(outcome, key)) shape |= bitOf(key);
  if (shape !== STATE && shape !== (STATE | REPLY) && !areValuesValid(shape, outcome as Outcome)) throw badReturn(callback, outcome);
  if (!isAllowed(callback, shape)) throw badReturn(callback, outcome);
  return shape;
}

function bitOf(key: string): number {
  switch (key) {
    case "state":
      return STATE;
    case "reply":
      return REPLY;
    case "stop":
      return STOP;
    case "ignore":
      return IGNORE;
    case "timeout":
      return TIMEOUT;
    case "continue":
      return CONTINUE;
    case "hibernate":
      return HIBERNATE;
    default:
      return OTHER;
  }
}

function isAllowed(callback: CallbackName, shape: number): boolean {
  const next = shape & NEXT;
  if ((next & (next - 1)) !== 0) return false; // more than one
  const rest = shape & ~NEXT;
  if (rest === STATE) return true;
  if (callback === "init") return shape === STOP || shape === IGNORE;
  if (callback === "handleCall" && (rest === (STATE | REPLY) || shape === (STOP | STATE | REPLY))) return true;
  return shape === (STOP | STATE);
}

function areValuesValid(shape: number, outcome: Outcome & { readonly ignore?: unknown; readonly hibernate?: unknown }): boolean {
  if ((shape & TIMEOUT) !== 0 && !(typeof outcome.timeout === "number" && outcome.timeout >= 0)) return false;
  if ((shape & HIBERNATE) !== 0 && typeof outcome.hibernate !== "boolean") return false;
  return (shape & IGNORE) === 0 || outcome.ignore === true;
}

function badReturn(callback: CallbackName, value: unknown): BadReturnError {
  return new BadReturnError(callback, value, expectedOf(callback));
}

function expectedOf(callback: CallbackName): string {
  const state = "{ state } with one of timeout, continue, hibernate if need be";
  if (callback === "init") return `${state}, { stop: reason } or { ignore: true }`;
  if (callback === "handleCall") return `{ reply, state } or ${state}, { stop: reason, reply, state } or { stop: reason, state }`;
  return `${state}, or { stop: reason, state }`;
}
