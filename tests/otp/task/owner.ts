// What the owner of a task sees.

import { Process, self } from "../../../js/index.ts";
import * as Task from "../../../js/otp/task.ts";

export function queueLength(): number | undefined {
  return Process.info(self())?.messageQueueLength;
}

/** Lets the other processes run until `pid` has ended. */
export function* ended(pid: Task.Task["pid"]) {
  while (pid !== undefined && Process.list().includes(pid)) yield* Process.sleep(0);
}
