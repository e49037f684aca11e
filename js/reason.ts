// Exit reasons: what a thrown value means as one, and which of them are no failure.

import { copy } from "./copy.ts";
import { ExitError } from "./errors.ts";
import { asHost } from "./scheduler.ts";

/** The reasons with a meaning of their own. Every other value may be a reason too. */
export type ExitReason = "normal" | "shutdown" | { readonly shutdown: unknown } | "kill" | "killed" | "noproc" | "noconnection" | Error | unknown;

/** The reason with which a process ends whose body threw `thrown`. */
export function reasonOfThrown(thrown: unknown): unknown {
  if (isExitError(thrown)) return thrown.reason;
  return isError(thrown) ? thrown : { nocatch: thrown };
}

/**
 * True for the reasons of an orderly end: `"normal"`, `"shutdown"` and `{ shutdown: … }`. They are not reported as a crash.
 *
 * @example
 * isNormalExit({ shutdown: "the port was closed" }); // true
 */
export function isNormalExit(reason: unknown): boolean {
  return reason === "normal" || reason === "shutdown" || (!isError(reason) && isObjectThat(reason, (object) => Object.hasOwn(object, "shutdown")));
}

/** True for errors of every realm. */
export function isError(value: unknown): value is Error {
  return isObjectThat(value, (object) => object instanceof Error || Object.prototype.toString.call(object) === "[object Error]");
}

/** True for what `exit` throws. */
export function isExitError(value: unknown): value is ExitError {
  return isObjectThat(value, (object) => object instanceof ExitError);
}

// Anything can be thrown: to ask a revoked proxy what it is throws.
function isObjectThat(value: unknown, is: (object: object) => boolean): boolean {
  try {
    return typeof value === "object" && value !== null && is(value);
  } catch {
    return false;
  }
}

/** Returns a reason as its receiver may have it: errors pass by reference, the rest is copied. @throws DataCloneError */
export function copyReason(reason: unknown): unknown {
  return isError(reason) ? reason : copy(reason, "reason");
}

/** As {@link copyReason}, where nobody is left to tell of a value that cannot be copied: it passes by reference. */
export function copyReasonIfPossible(reason: unknown): unknown {
  if (typeof reason !== "object" || reason === null || isError(reason)) return reason;
  try {
    return copyReason(reason);
  } catch {
    return reason;
  }
}

/** As {@link copyReasonIfPossible}, for a reason whose process has ended: what its getters do, they do as host code. */
export function copyReasonOfEnded(reason: unknown): unknown {
  return typeof reason !== "object" || reason === null ? reason : asHost(() => copyReasonIfPossible(reason));
}
