// Arguments and options: what checks them, so that a slip shows at the call, and says what was expected and what came.

import { inspect } from "./inspect.ts";

/** What is thrown for a value of the wrong kind. */
export function wrongType(expected: string, got: unknown): TypeError {
  return new TypeError(`expected ${expected}, got ${inspect(got)}`);
}

/** @throws TypeError when an argument is none of the right kind. */
export function check(isRight: boolean, expected: string, got: unknown): asserts isRight {
  if (!isRight) throw wrongType(expected, got);
}

/** Returns a function if it is one. @throws TypeError */
export function checkFunction<F>(value: F, expected = "a function"): F {
  check(typeof value === "function", expected, value);
  return value;
}

/** @throws TypeError when what is called `name` lacks one of the functions. */
export function checkFunctions(name: string, value: unknown, functions: readonly string[]): void {
  for (const key of functions) {
    if (typeof Reflect.get(Object(value) as object, key) !== "function") throw wrongType(`${name} with the functions ${functions.join(", ")}`, value);
  }
}

/** @throws TypeError when `options` is no object. */
export function checkIsObject(options: object): void {
  check(typeof options === "object" && options !== null, "an object of options", options);
}

/** @throws TypeError when `options` is no object, or has a key that is none of `keys`. */
export function checkKeys(options: object, keys: readonly string[]): void {
  checkIsObject(options);
  for (const key of Object.keys(options)) {
    if (!keys.includes(key)) throw wrongType(`the options ${keys.join(", ")}`, key);
  }
}

/** Returns an option that is one of a few words. @throws TypeError */
export function checkChoice<Choice extends string>(name: string, value: Choice, choices: readonly Choice[]): Choice {
  if (!choices.includes(value)) throw wrongType(`${name} as one of ${choices.join(", ")}`, value);
  return value;
}

/** Returns an option that is true or false; left out, it is false. @throws TypeError */
export function checkBoolean(name: string, value: boolean | undefined): boolean {
  if (value !== undefined && typeof value !== "boolean") throw wrongType(`the option ${name} as true or false`, value);
  return value === true;
}

/** Returns an option that is an integer. @throws TypeError for what is no number, RangeError for one out of range. */
export function checkInteger(name: string, value: number, least: number, most: number): number {
  if (typeof value !== "number") throw wrongType(`${name} as a number`, value);
  if (!Number.isInteger(value) || value < least || value > most) throw new RangeError(`expected ${name} as an integer from ${least} to ${most}, got ${value}`);
  return value;
}

/** Returns an option that is an integer, or Infinity. @throws as {@link checkInteger}. */
export function checkCount(name: string, value: number, least: number): number {
  return value === Infinity ? value : checkInteger(name, value, least, Number.MAX_SAFE_INTEGER);
}

/** Returns a duration if it is one. @throws RangeError for a negative one or NaN, TypeError for what is no number. */
export function checkDuration(ms: number, name = "ms"): number {
  if (typeof ms !== "number") throw wrongType(`${name} as a number of milliseconds`, ms);
  if (!(ms >= 0)) throw new RangeError(`expected ${name} as 0 milliseconds or more, got ${ms}`);
  return ms;
}
