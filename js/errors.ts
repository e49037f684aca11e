// Every error the library throws on purpose. One base, one level; a subclass carries data and writes its message from it.

import { inspect } from "./inspect.ts";
import { isPid } from "./pid.ts";
import type { Pid } from "./pid.ts";

/** What a process may be addressed by besides its pid. */
export type Name = string | symbol;

/** The base of every error class of this package. `code` is a literal that tells the classes apart without `instanceof`. */
export abstract class BeamletError<Code extends string = string> extends Error {
  readonly code: Code;

  protected constructor(code: Code, data: object, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    Object.assign(this, data);
  }
}

/** Thrown by `exit(reason)`, and the rejection of `run` when the process ended with a reason that is not an `Error`. */
export class ExitError extends BeamletError<"exit"> {
  override readonly name = "ExitError";
  declare readonly reason: unknown;

  constructor(reason: unknown) {
    super("exit", { reason }, `the process exits with reason ${inspect(reason)}`, { cause: reason });
  }
}

/** Thrown when a name is not registered, or when the process that must answer does not exist. */
export class NoProcessError extends BeamletError<"noproc"> {
  override readonly name = "NoProcessError";
  declare readonly target: unknown;

  constructor(target: unknown) {
    super("noproc", { target }, `expected a process that is alive, got ${inspect(target)}, which ${isPid(target) ? "has ended" : "names none; start it first, or check with Process.whereis"}`);
  }
}

/** Thrown when a function that needs a calling process is used where the runtime knows of none. */
export class NotAProcessError extends BeamletError<"notAProcess"> {
  override readonly name = "NotAProcessError";
  declare readonly operation: string;

  constructor(operation: string) {
    super(
      "notAProcess",
      { operation },
      `${operation} needs a calling process and was used outside of one; call it in a process body, ` +
        "and in an async body write `await until(promise)` instead of `await promise`, so that the process is known afterwards",
    );
  }
}

/** Thrown when a name is taken, or when the process already has another name. */
export class AlreadyRegisteredError extends BeamletError<"alreadyRegistered"> {
  override readonly name = "AlreadyRegisteredError";
  declare readonly registeredName: unknown;
  declare readonly pid: Pid;

  constructor(registeredName: unknown, pid: Pid) {
    super("alreadyRegistered", { registeredName, pid }, `expected a free name and a process without one, got ${inspect(registeredName)}, which ${inspect(pid)} holds; unregister it first`);
  }
}

/** Thrown by a call, and by what waits for a task, when no answer came in time. The server or the task may still do the work; its answer is dropped. For a task, `server` is its pid. */
export class CallTimeoutError extends BeamletError<"timeout"> {
  override readonly name = "CallTimeoutError";
  declare readonly server: unknown;
  declare readonly request: unknown;
  declare readonly timeoutMs: number;

  constructor(server: unknown, request: unknown, timeoutMs: number) {
    super("timeout", { server, request, timeoutMs }, `expected an answer from ${inspect(server)} within ${timeoutMs} ms, got none for ${inspect(request)}; raise the timeout, or have it come earlier`);
  }
}

/** Thrown by `GenServer.call` and `GenServer.stop` when the server ended instead of answering, or for another reason than asked. */
export class ServerExitedError extends BeamletError<"exited"> {
  override readonly name = "ServerExitedError";
  declare readonly server: unknown;
  declare readonly reason: unknown;

  constructor(server: unknown, reason: unknown) {
    super("exited", { server, reason }, `expected an answer from ${inspect(server)}, got its exit with reason ${inspect(reason)}`, { cause: reason });
  }
}

/** Thrown when a process calls or stops itself: it would wait for ever. */
export class CallingSelfError extends BeamletError<"callingSelf"> {
  override readonly name = "CallingSelfError";
  declare readonly server: unknown;

  constructor(server: unknown) {
    super("callingSelf", { server }, `expected another process to call, got the caller itself as ${inspect(server)}; do the work at once, or leave it to another process`);
  }
}

/** Thrown by a call that would close a circle of calls that wait for each other. `cycle` begins with the caller; each calls the next, the last the first. */
export class DeadlockError extends BeamletError<"deadlock"> {
  override readonly name = "DeadlockError";
  declare readonly cycle: readonly Pid[];

  constructor(cycle: readonly Pid[]) {
    super("deadlock", { cycle }, `expected a server that does not wait for the caller, got the cycle of calls ${[...cycle, cycle[0]].map(String).join(" → ")}; make one of them a cast`);
  }
}

/** Thrown when a process uses what another one owns: only the process that started a task may await it. */
export class NotOwnerError extends BeamletError<"notOwner"> {
  override readonly name = "NotOwnerError";
  declare readonly owner: Pid;
  declare readonly caller: Pid;

  constructor(owner: Pid, caller: Pid) {
    super("notOwner", { owner, caller }, `expected the owner ${String(owner)} as the caller, got ${String(caller)}; have the owner do it, and send on what it gets`);
  }
}

/** Thrown by a start under a name that is taken. `pid` is who has it. */
export class AlreadyStartedError extends BeamletError<"alreadyStarted"> {
  override readonly name = "AlreadyStartedError";
  declare readonly pid: Pid;

  constructor(pid: Pid) {
    super("alreadyStarted", { pid }, `expected a name that is free, got one that ${String(pid)} has already; use that process, or stop it first`);
  }
}

/** Thrown by a start that failed. `reason` is why the process ended, or `"timeout"`. */
export class StartError extends BeamletError<"start"> {
  override readonly name = "StartError";
  declare readonly reason: unknown;

  constructor(reason: unknown) {
    super("start", { reason }, `expected the process to start, got its exit with reason ${inspect(reason)}`, { cause: reason });
  }
}

/** The exit reason of a server whose callback returned what it may not. */
export class BadReturnError extends BeamletError<"badReturn"> {
  override readonly name = "BadReturnError";
  declare readonly callback: string;
  declare readonly value: unknown;

  constructor(callback: string, value: unknown, expected: string) {
    super("badReturn", { callback, value }, `expected ${callback} to return ${expected}, got ${inspect(value)}`);
  }
}

/** Thrown in the sender, and the exit reason of the receiver, when a mailbox holds as many messages as it may. */
export class MailboxFullError extends BeamletError<"mailboxFull"> {
  override readonly name = "MailboxFullError";
  declare readonly pid: Pid;
  declare readonly limit: number;

  constructor(pid: Pid, limit: number) {
    super("mailboxFull", { pid, limit }, `expected fewer than ${limit} messages in the mailbox of ${String(pid)}; send slower, or raise its maxMailbox`);
  }
}

/** Thrown in the sender for a value that cannot be copied. `path` leads to the offender: `message.items[3].onClick`. */
export class DataCloneError extends BeamletError<"dataClone"> {
  override readonly name = "DataCloneError";
  declare readonly path: string;

  constructor(path: string, value: unknown) {
    super("dataClone", { path }, `expected a value that can be copied, got ${inspect(value)} at ${path}; leave it out, or pass it by reference with share(value)`);
  }
}

/** Thrown at the call that would need more processes, messages, timers or memory than there are. Nothing has changed. */
export class SystemLimitError extends BeamletError<"systemLimit"> {
  override readonly name = "SystemLimitError";
  declare readonly resource: "processes" | "memory";
  declare readonly limit: number;

  constructor(resource: "processes" | "memory", limit: number) {
    super("systemLimit", { resource, limit }, `expected fewer than ${limit} ${resource === "memory" ? "bytes of memory" : resource} in use; wait for some to end, or raise the limit of the runtime`);
  }
}

/** Thrown by every use of a runtime after its `stop`. */
export class RuntimeStoppedError extends BeamletError<"runtimeStopped"> {
  override readonly name = "RuntimeStoppedError";

  constructor() {
    super("runtimeStopped", {}, "this runtime was stopped; create another with createRuntime()");
  }
}

/** Thrown when the embedded core was built from another layout than this library. A build mixed two versions. */
export class CoreMismatchError extends BeamletError<"coreMismatch"> {
  override readonly name = "CoreMismatchError";
  declare readonly expected: number;
  declare readonly found: number;

  constructor(expected: number, found: number) {
    super("coreMismatch", { expected, found }, `expected a core with layout version ${expected}, got version ${found}; use the core.wasm that came with this package`);
  }
}
