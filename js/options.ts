// Options: every function that takes an object of them checks it here, so that a slip shows at the call.

import { inspect } from "./inspect.ts";

/** @throws TypeError when `options` is no object, or has a key that is none of `keys`. */
export function checkKeys(options: object, keys: readonly string[]): void {
  if (typeof options !== "object" || options === null) throw new TypeError(`expected an object of options, got ${inspect(options)}`);
  for (const key of Object.keys(options)) {
    if (!keys.includes(key)) throw new TypeError(`expected the options ${keys.join(", ")}, got ${inspect(key)}`);
  }
}

/** Returns an option that is one of a few words. @throws TypeError */
export function checkChoice<Choice extends string>(name: string, value: Choice, choices: readonly Choice[]): Choice {
  if (!choices.includes(value)) throw new TypeError(`expected ${name} as one of ${choices.join(", ")}, got ${inspect(value)}`);
  return value;
}

/** Returns an option that is true or false; left out, it is false. @throws TypeError */
export function checkBoolean(name: string, value: boolean | undefined): boolean {
  if (value !== undefined && typeof value !== "boolean") throw new TypeError(`expected the option ${name} as true or false, got ${inspect(value)}`);
  return value === true;
}

/** Returns an option that is an integer. @throws TypeError for what is no number, RangeError for one out of range. */
export function checkInteger(name: string, value: number, least: number, most: number): number {
  if (typeof value !== "number") throw new TypeError(`expected ${name} as a number, got ${inspect(value)}`);
  if (!Number.isInteger(value) || value < least || value > most) throw new RangeError(`expected ${name} as an integer from ${least} to ${most}, got ${value}`);
  return value;
}
