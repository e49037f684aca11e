// Values that messages pass by reference, the counterpart of BEAM's reference-counted binaries.

declare const shared: unique symbol;

/** A `T` that arrives as the same object. Whoever holds one promises not to change it. */
export type Shared<T> = T & { readonly [shared]: true };

const marked = new WeakSet<object>();
const { add, has } = WeakSet.prototype;
const mark = Function.prototype.call.bind(add) as (set: WeakSet<object>, value: object) => void;
const isMarked = Function.prototype.call.bind(has) as (set: WeakSet<object>, value: object) => boolean;

/** Stays false in a program that shares nothing, so that its copies never ask the set. */
let sharing = false;

/**
 * Marks `value` to be passed by reference in every message from now on, and returns it.
 *
 * The receiver gets the same object, and both sides promise not to change it; nothing enforces that. What the object
 * refers to is passed along unseen. Functions can be shared. A primitive is returned as it is.
 *
 * @example
 * const table = share(new Map([["a", 1]]));
 * table === table; // true, and so it is in the process that receives it
 * @see https://www.erlang.org/doc/system/binaryhandling.html (Reference-counted binaries)
 */
export function share<T>(value: T): Shared<T> {
  if ((typeof value === "object" && value !== null) || typeof value === "function") {
    sharing = true;
    mark(marked, value);
  }
  return value as Shared<T>;
}

/** True when `value` was given to `share`. Costs one branch until the first call of `share`. */
export function isShared(value: object): boolean {
  return sharing && isMarked(marked, value);
}
