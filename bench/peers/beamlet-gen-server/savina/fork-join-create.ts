// Savina 3 with servers that compute a little at their first cast, and stop.

import { createRuntime, GenServer } from "beamlet";
import { compute } from "../../../savina/compute.ts";
import type { Program } from "../../../serve.ts";

const runtime = createRuntime();

export const forkJoinCreate: Program = async (processes) => {
  let ended = 0;
  const Worker = GenServer.define({
    init: () => ({ state: null }),
    handleCast(_message: "go", state: null) {
      ended += compute(37.2);
      return { stop: "normal", state };
    },
  });
  await runtime.run(function* () {
    for (let left = processes; left > 0; left--) GenServer.cast(yield* GenServer.start(Worker), "go");
  });
  await runtime.idle();
  return ended;
};
