// Savina 3: processes that compute a little at their first message, and end.

"use beamlet";

import { createRuntime, receive, send, spawn } from "beamlet";
import { compute } from "../../../savina/compute.ts";
import type { Program } from "../../../serve.ts";

const runtime = createRuntime();

export const forkJoinCreate: Program = async (processes) => {
  let ended = 0;
  function* worker() {
    yield* receive<"go">();
    ended += compute(37.2);
  }
  await runtime.run(function* () {
    for (let left = processes; left > 0; left--) send(spawn(worker), "go");
  });
  await runtime.idle();
  return ended;
};
