// Options: every function that takes an object of them checks it here, so that a slip shows at the call.

import { inspect } from "./inspect.ts";

/** @throws TypeError when `options` is no object, or has a key that is none of `keys`. */
export function checkKeys(options: object, keys: readonly string[]): void {
  if (typeof options !== "object" || options === null) throw new TypeError(`expected an object of options, got ${inspect(options)}`);
  for (const key of Object.keys(options)) {
    if (!keys.includes(key)) throw new TypeError(`expected the options ${keys.join(", ")}, got ${inspect(key)}`);
  }
}
