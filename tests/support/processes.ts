// Processes of tests, and the ends of them.

import { Process, isDown, receive } from "../../js/index.ts";
import type { Pid } from "../../js/index.ts";

/** The body of a process that does nothing until it is ended. */
export function* forever() {
  yield* Process.sleep(Infinity);
}

/** Ends a process, and returns the reason it ended with, once all who must be told are told. */
export function* end(pid: Pid, reason: unknown = "kill") {
  const ref = Process.monitor(pid);
  Process.exit(pid, reason);
  const down = yield* receive((message) => isDown(message, ref));
  return down.reason;
}

/** What a process ends with, once it has. */
export function* reasonOf(pid: Pid) {
  const ref = Process.monitor(pid);
  const down = yield* receive((message) => isDown(message, ref));
  return down.reason;
}
