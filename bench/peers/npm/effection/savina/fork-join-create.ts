// Savina 3: tasks that compute a little at their first message, and end.

import { createQueue, run, spawn, type Task } from "effection";
import { compute } from "../../../../savina/compute.ts";
import type { Program } from "../../../../serve.ts";
import { take } from "../mailbox.ts";

export const forkJoinCreate: Program = async (count) =>
  run(function* () {
    let ended = 0;
    const tasks: Task<void>[] = [];
    for (let left = count; left > 0; left--) {
      const mailbox = createQueue<"go", never>();
      tasks.push(
        yield* spawn(function* () {
          yield* take(mailbox);
          ended += compute(37.2);
        }),
      );
      mailbox.add("go");
    }
    for (const task of tasks) yield* task;
    return ended;
  });
