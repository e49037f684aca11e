// Processes that wait in receive, each held by its pid. Measured while all wait; then each is woken and must reply.

"use beamlet";

import { createRuntime, type Pid, receive, self, send, spawn } from "beamlet";
import { settledMemory } from "../../memory.ts";
import type { Program } from "../../serve.ts";

interface Wake {
  readonly type: "wake";
  readonly from: Pid<Awake>;
}

interface Awake {
  readonly type: "awake";
}

const runtime = createRuntime();

export const idle: Program = async (processes) => {
  const before = await settledMemory();
  const pids = await runtime.run(start, processes);
  await runtime.idle();
  const after = await settledMemory();
  const answer = await runtime.run(wake, pids);
  return {
    answer,
    notes: [
      // Heap and Wasm: what the processes hold, as the BEAM's memory(total) counts it. The resident pages beside it include what V8 keeps
      // for its young objects however many processes there are: about 100 MB on Node 24, 40 on Node 20.
      ["held", after.heap + after.external - before.heap - before.external],
      ["resident", after.resident - before.resident],
    ],
  };
};

function* start(processes: number) {
  return Array.from({ length: processes }, () => spawn(waiter));
}

function* waiter() {
  const { from } = yield* receive<Wake>();
  send(from, { type: "awake" });
}

function* wake(pids: readonly Pid<Wake>[]) {
  for (const pid of pids) send(pid, { type: "wake", from: self<Awake>() });
  let replies = 0;
  for (; replies < pids.length; replies++) yield* receive<Awake>();
  return replies;
}
