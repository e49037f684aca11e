// A generator that one process has begun and another goes on with: what it begins by hand must yield nothing.

"use beamlet";

import { Process, createRuntime, receive, self, send } from "beamlet";

const runtime = createRuntime({ logger: false, longTurnMs: Infinity });
const half = begun();
const pid = runtime.spawn(() => whole(half));
await runtime.idle();
Process.exit(pid, "kill");

const values = await runtime.run(function* () {
  send(self(), "go on");
  return yield* whole(half);
});
console.log(JSON.stringify({ values }));

function* begun() {
  yield* receive();
  return [...loop()].length;
}

function* whole(generator) {
  return yield* generator;
}

function* loop() {
  for (let i = 0; i < 3e5; i++);
}
