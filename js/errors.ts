// Every error the library throws on purpose. One base, one level; a subclass carries data and writes its message from it.

import { inspect } from "./inspect.ts";
import type { Pid } from "./pid.ts";

/** What a process may be addressed by besides its pid. */
export type Name = string | symbol;

/** The base of every error class of this package. `code` is a literal that tells the classes apart without `instanceof`. */
export abstract class BeamletError<Code extends string = string> extends Error {
  readonly code: Code;

  protected constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Thrown by `exit(reason)`, and the rejection of `run` when the process ended with a reason that is not an `Error`. */
export class ExitError extends BeamletError<"exit"> {
  override readonly name = "ExitError";
  readonly reason: unknown;

  constructor(reason: unknown) {
    super("exit", `the process exits with reason ${inspect(reason)}`, { cause: reason });
    this.reason = reason;
  }
}

/** Thrown when a name is not registered, or when the process that must answer does not exist. */
export class NoProcessError extends BeamletError<"noproc"> {
  override readonly name = "NoProcessError";
  readonly target: unknown;

  constructor(target: unknown) {
    super("noproc", `expected a process that is alive, got ${inspect(target)}, which names none; start it first, or check with Process.whereis`);
    this.target = target;
  }
}

/** Thrown when a function that needs a calling process is used where the runtime knows of none. */
export class NotAProcessError extends BeamletError<"notAProcess"> {
  override readonly name = "NotAProcessError";
  readonly operation: string;

  constructor(operation: string) {
    super(
      "notAProcess",
      `${operation} needs a calling process and was used outside of one; call it in a process body, ` +
        "and in an async body write `await until(promise)` instead of `await promise`, so that the process is known afterwards",
    );
    this.operation = operation;
  }
}

/** Thrown when a name is taken, or when the process already has another name. */
export class AlreadyRegisteredError extends BeamletError<"alreadyRegistered"> {
  override readonly name = "AlreadyRegisteredError";
  readonly registeredName: unknown;
  readonly pid: Pid;

  constructor(registeredName: unknown, pid: Pid) {
    super("alreadyRegistered", `expected a free name and a process without one, got ${inspect(registeredName)}, which ${inspect(pid)} holds; unregister it first`);
    this.registeredName = registeredName;
    this.pid = pid;
  }
}

/** Thrown in the sender for a value that cannot be copied. `path` leads to the offender: `message.items[3].onClick`. */
export class DataCloneError extends BeamletError<"dataClone"> {
  override readonly name = "DataCloneError";
  readonly path: string;

  constructor(path: string, value: unknown) {
    super("dataClone", `expected a value that can be copied, got ${inspect(value)} at ${path}; leave it out, or pass it by reference with share(value)`);
    this.path = path;
  }
}

/** Thrown at the call that would need more processes, messages, timers or memory than there are. Nothing has changed. */
export class SystemLimitError extends BeamletError<"systemLimit"> {
  override readonly name = "SystemLimitError";
  readonly resource: "processes" | "memory";
  readonly limit: number;

  constructor(resource: "processes" | "memory", limit: number) {
    super("systemLimit", `expected fewer than ${limit} ${resource === "memory" ? "bytes of memory" : resource} in use; wait for some to end, or raise the limit of the runtime`);
    this.resource = resource;
    this.limit = limit;
  }
}

/** Thrown by every use of a runtime after its `stop`. */
export class RuntimeStoppedError extends BeamletError<"runtimeStopped"> {
  override readonly name = "RuntimeStoppedError";

  constructor() {
    super("runtimeStopped", "this runtime was stopped; create another with createRuntime()");
  }
}

/** Thrown when the embedded core was built from another layout than this library. A build mixed two versions. */
export class CoreMismatchError extends BeamletError<"coreMismatch"> {
  override readonly name = "CoreMismatchError";
  readonly expected: number;
  readonly found: number;

  constructor(expected: number, found: number) {
    super("coreMismatch", `expected a core with layout version ${expected}, got version ${found}; use the core.wasm that came with this package`);
    this.expected = expected;
    this.found = found;
  }
}
