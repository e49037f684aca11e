"use beamlet";
// An endless loop is killed by another process; a computation gives its result. What the bundlers bundle.

import { Process, receive, run, spawn } from "beamlet";
import { total } from "./cart.js";

function* spin() {
  for (let n = 0; ; n++);
}

const result = await run(function* () {
  const loop = spawn(spin);
  const ref = Process.monitor(loop);
  yield* Process.sleep(20);
  const { status, reductions } = Process.info(loop);
  Process.exit(loop, "kill");
  const { reason } = yield* receive(() => true, { ref });
  return { status, hasWorked: reductions > 4_000, reason, total: yield* total([1, 2, 3]) };
});
console.log(JSON.stringify(result));
