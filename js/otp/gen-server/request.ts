// What travels to a server. Instances of classes that no program can make: no message of a user is taken for one.

import { copy } from "../../copy.ts";
import { deliverToAlias } from "../../deliver.ts";
import { wrongType } from "../../options.ts";
import { RefKind, isRef, kindOfRef } from "../../pid.ts";
import type { Pid, Ref } from "../../pid.ts";
import { checkNotStopped, schedulerOfRef } from "../../scheduler.ts";

/** Who called, and the address that takes one reply, until the caller waits no more. It can be kept, and sent on. */
export interface From {
  readonly pid: Pid;
  readonly ref: Ref;
}

let requestOf: (call: Call) => unknown;
let forgetRequest: (call: Call) => void;

/** A request that waits for a reply. It is the From that the server gets, too: nobody else sees the request in it. */
export class Call implements From {
  readonly pid: Pid;
  readonly ref: Ref;
  #request: unknown;

  constructor(pid: Pid, ref: Ref, request: unknown) {
    this.pid = pid;
    this.ref = ref;
    this.#request = request;
  }

  static {
    requestOf = (call) => call.#request;
    forgetRequest = (call) => {
      call.#request = undefined;
    };
  }
}

/** A request that nobody waits for. */
export class Cast {
  readonly request: unknown;

  constructor(request: unknown) {
    this.request = request;
  }
}

/** What the runtime asks of a server, past its callbacks. OTP's system messages. */
export class StateCall {
  readonly ref: Ref;
  /** Makes the new state of the old one; undefined when it is only asked for. */
  readonly replace: ((state: unknown) => unknown) | undefined;

  constructor(ref: Ref, replace: ((state: unknown) => unknown) | undefined) {
    this.ref = ref;
    this.replace = replace;
  }
}

/** Asks a server to end. */
export class Stop {
  readonly reason: unknown;

  constructor(reason: unknown) {
    this.reason = reason;
  }
}

/** What was sent to a server: the request of a call or a cast, or the message itself. */
export function contentOf(message: unknown): unknown {
  if (message instanceof Call) return requestOf(message);
  return message instanceof Cast ? message.request : message;
}

/** A reply that says what went wrong, to be thrown in the caller. */
export class Failure {
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}

/** Replies with a copy of `value`. The second reply, and one that comes too late, vanish. @throws DataCloneError */
export function replyTo(from: From, value: unknown): void {
  if (typeof from !== "object" || from === null || !isRef(from.ref)) throw wrongType("the from of a call", from);
  const home = schedulerOfRef(from.ref);
  checkNotStopped(home);
  const copied = copy(value, "reply");
  if (kindOfRef(from.ref) === RefKind.relation) deliverToAlias(home, from.ref, copied);
}

export { forgetRequest, requestOf };
