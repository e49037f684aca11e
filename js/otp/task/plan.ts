// The plan of a stream: which tasks it runs, how many at once, for how long, and under whom.

import { checkBoolean, checkChoice, checkCount, checkDuration, checkFunction, checkKeys, wrongType } from "../../options.ts";
import type { Body } from "../../scheduler.ts";
import type { Destination } from "../destination.ts";
import type { Child } from "../dynamic-supervisor/children.ts";
import { schedulersOnline } from "../system.ts";

const OPTIONS: readonly string[] = ["maxConcurrency", "ordered", "timeout", "onTimeout", "zipInputOnExit"] satisfies (keyof AsyncStreamOptions)[];

export interface AsyncStreamOptions {
  /** Tasks that may live at once. Default `System.schedulersOnline()`, read at the call. */
  readonly maxConcurrency?: number;
  /** Results in the order of the inputs (default), or in the order in which they come. */
  readonly ordered?: boolean;
  /** Milliseconds that each task gets, from its start. Default 5000. */
  readonly timeout?: number;
  /** What a task without time left does: `"exit"` (default) ends the stream with a `CallTimeoutError`, `"killTask"` makes it a result with reason `"timeout"`. */
  readonly onTimeout?: "exit" | "killTask";
  /** Whether the result of a task that has failed shows its `input`. Default false. */
  readonly zipInputOnExit?: boolean;
}

/** What a stream does, with all its options. */
export interface StreamPlan {
  readonly items: Iterable<unknown> | AsyncIterable<unknown>;
  readonly body: Body;
  readonly maxConcurrency: number;
  readonly ordered: boolean;
  readonly timeout: number;
  readonly onTimeout: "exit" | "killTask";
  readonly zipInputOnExit: boolean;
  readonly supervision: Supervision | undefined;
}

/** Under which supervisor the tasks are, and as what. */
export interface Supervision {
  readonly supervisor: Destination;
  readonly child: Child;
  /** False when a task that fails is a result whether or not the owner traps exits, and goes on when that ends. */
  readonly isLinked: boolean;
}

/** Returns the plan of a stream with these options. @throws TypeError, RangeError */
export function planOf(items: Iterable<unknown> | AsyncIterable<unknown>, body: Body, options: AsyncStreamOptions, supervision: Supervision | undefined): StreamPlan {
  if (items === undefined || items === null || !(Symbol.iterator in Object(items) || Symbol.asyncIterator in Object(items))) {
    throw wrongType("an iterable or an async iterable as the items", items);
  }
  checkFunction(body, "a function as the body of a task");
  checkKeys(options, OPTIONS);

  const { maxConcurrency = schedulersOnline(), ordered = true, timeout = 5_000, onTimeout = "exit", zipInputOnExit = false } = options;
  return {
    items,
    body,
    maxConcurrency: checkCount("maxConcurrency", maxConcurrency, 1),
    ordered: checkBoolean("ordered", ordered),
    timeout: checkDuration(timeout, "timeout"),
    onTimeout: checkChoice("onTimeout", onTimeout, ["exit", "killTask"]),
    zipInputOnExit: checkBoolean("zipInputOnExit", zipInputOnExit),
    supervision,
  };
}
