// Savina 3: processes that compute a little at their first message, and end.

import { compute } from "../../../savina/compute.ts";
import type { Program } from "../../../serve.ts";
import { type Process, run, send, spawn } from "../scheduler.ts";

export const forkJoinCreate: Program = async (processes) => {
  let ended = 0;
  function* worker(self: Process<"go">): Generator<void, void, void> {
    if (self.mailbox.size === 0) yield;
    self.mailbox.take();
    ended += compute(37.2);
  }
  spawn(function* () {
    for (let left = processes; left > 0; left--) send(spawn(worker), "go");
  });
  run();
  return ended;
};
