"use strict";
"use beamlet";
// The program of app.js in CommonJS.

const { Process, receive, run, spawn } = require("beamlet");

function* spin() {
  for (let n = 0; ; n++);
}

run(function* () {
  const loop = spawn(spin);
  const ref = Process.monitor(loop);
  yield* Process.sleep(20);
  const { status, reductions } = Process.info(loop);
  Process.exit(loop, "kill");
  const { reason } = yield* receive(() => true, { ref });
  console.log(JSON.stringify({ status, hasWorked: reductions > 4_000, reason, total: 6 }));
});
