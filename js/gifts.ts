// Gifts: messages that nobody else has. beamlet/preempt finds them, and writes the uses of what is here: js/preempt/messages.ts.

import { copy } from "./copy.ts";
import { isOwn } from "./copy/exotic.ts";
import { deliverTo } from "./deliver.ts";
import { isPid } from "./pid.ts";
import type { AnyPid } from "./pid.ts";
import { schedulerOfPid } from "./scheduler.ts";

export interface Gifts {
  readonly isPid: typeof isPid;
  /** True for a value in a message that is no object somebody else may have. */
  readonly isOwn: typeof isOwn;
  /** Copies the one value in a message that is such an object. `path` leads to it in an error. */
  part(destination: AnyPid, value: unknown, path: string): unknown;
  /** Sends a message without a copy. */
  give(destination: AnyPid, message: unknown): void;
}

export const gifts: Gifts = {
  isPid,
  isOwn,

  part(destination, value, path) {
    schedulerOfPid(destination); // throws first where that is no pid to send to
    return copy(value, path);
  },

  give(destination, message) {
    deliverTo(schedulerOfPid(destination), destination, message);
  },
};
