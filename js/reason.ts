// Exit reasons: what a thrown value means as one, and which of them are no failure.

import { copy } from "./copy.ts";
import { ExitError } from "./errors.ts";

/** The reasons with a meaning of their own. Every other value may be a reason too. */
export type ExitReason = "normal" | "shutdown" | { readonly shutdown: unknown } | "kill" | "killed" | "noproc" | "noconnection" | Error | unknown;

/** The reason with which a process ends whose body threw `thrown`. */
export function reasonOfThrown(thrown: unknown): unknown {
  if (thrown instanceof ExitError) return thrown.reason;
  return isError(thrown) ? thrown : { nocatch: thrown };
}

/**
 * True for the reasons of an orderly end: `"normal"`, `"shutdown"` and `{ shutdown: … }`. They are not reported as a crash.
 *
 * @example
 * isNormalExit({ shutdown: "the port was closed" }); // true
 */
export function isNormalExit(reason: unknown): boolean {
  return reason === "normal" || reason === "shutdown" || (typeof reason === "object" && reason !== null && !isError(reason) && Object.hasOwn(reason, "shutdown"));
}

/** True for errors of every realm. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === "[object Error]";
}

/** Returns a reason as its receiver may have it: errors pass by reference, the rest is copied. @throws DataCloneError */
export function copyReason(reason: unknown): unknown {
  return isError(reason) ? reason : copy(reason, "reason");
}

/** As {@link copyReason}, where nobody is left to tell of a value that cannot be copied: it passes by reference. */
export function copyReasonIfPossible(reason: unknown): unknown {
  if (typeof reason !== "object" || reason === null) return reason;
  try {
    return copyReason(reason);
  } catch {
    return reason;
  }
}
