// Processes that end at once. Each counts itself, which is as near to an empty body as a checked one comes.

"use beamlet";

import { createRuntime, spawn } from "beamlet";
import type { Program } from "../../serve.ts";

const runtime = createRuntime();

export const spawning: Program = async (processes) => {
  let ended = 0;
  function* empty() {
    ended += 1;
  }
  await runtime.run(function* () {
    for (let left = processes; left > 0; left--) spawn(empty);
  });
  await runtime.idle();
  return ended;
};
