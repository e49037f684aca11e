// The driver of a stream: the process that enumerates it for host code, which asks by promises.

import { deliverTo } from "../../deliver.ts";
import { ExitError } from "../../errors.ts";
import { noteOn } from "../../notes.ts";
import type { Suspension } from "../../operation.ts";
import { slotOfPid } from "../../pid.ts";
import type { Pid } from "../../pid.ts";
import { isError } from "../../reason.ts";
import { receive } from "../../receive.ts";
import type { Scheduler } from "../../scheduler.ts";
import { spawnProcess } from "../../spawn.ts";
import type { StreamExit, StreamResult } from "./enumeration.ts";
import type { TaskStream } from "./stream.ts";

type Next = IteratorResult<StreamResult, undefined>;

/** Asks for what a process does. The process begins with the first question, and ends with the stream. */
export interface Driver {
  next(): Promise<Next>;
  halt(): Promise<void>;
}

interface Request {
  readonly isHalt: boolean;
  readonly resolve: (next: Next) => void;
  readonly reject: (error: unknown) => void;
}

/** What a stream answers that is over. */
export const END: IteratorReturnResult<undefined> = { done: true, value: undefined };

export function createDriver(scheduler: Scheduler, stream: TaskStream<unknown, StreamExit>): Driver {
  const requests: Request[] = [];
  let pid: Pid | undefined;
  let hasEnded = false;
  let failure: { readonly error: unknown } | undefined;

  function ask(isHalt: boolean): Promise<Next> {
    return new Promise((resolve, reject) => {
      if (isHalt && pid === undefined) hasEnded = true;
      requests.push({ isHalt, resolve, reject });
      if (hasEnded) answerAll();
      else if (pid === undefined) pid = begin();
      else deliverTo(scheduler, pid, "asked");
    });
  }

  function begin(): Pid {
    const driver = spawnProcess(scheduler, answering);
    noteOn(scheduler, slotOfPid(driver)).onExit = (end) => {
      hasEnded = true;
      if (end.reason !== "normal") failure = { error: isError(end.reason) ? end.reason : new ExitError(end.reason) };
      if (requests.length > 0) answerAll();
    };
    return driver;
  }

  function* answering(): Generator<Suspension, void, unknown> {
    for (;;) {
      const request = requests[0];
      if (request === undefined) {
        yield* receive();
        continue;
      }
      const next = request.isHalt ? yield* stream.halt() : yield* stream.next();
      requests.shift();
      request.resolve(next ?? END);
      if (next?.done !== false) return;
    }
  }

  /** Nobody is left to ask: the first question is answered by why, the others by the end. */
  function answerAll(): void {
    for (const { isHalt, resolve, reject } of requests.splice(0)) {
      const failed = failure;
      failure = undefined;
      if (failed === undefined || isHalt) resolve(END);
      else reject(failed.error);
    }
  }

  return {
    next: () => ask(false),
    halt: () => ask(true).then(() => undefined),
  };
}
