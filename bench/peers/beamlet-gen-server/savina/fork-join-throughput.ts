// Savina 4 with servers as workers.

import { GenServer, type Pid, run } from "beamlet";
import { compute } from "../../../savina/compute.ts";
import type { Program } from "../../../serve.ts";

const Worker = GenServer.define({
  init: () => ({ state: 0 }),
  handleCast: (_message: "go", count: number) => ({ state: count + compute(37.2) }),
  handleCall: (_request: "count", _from, count: number) => ({ reply: count, state: count }),
});

export const forkJoinThroughput: Program = (workers, messages) => run(main, workers, messages);

function* main(workers: number, messages: number) {
  const pids: Pid[] = [];
  for (let left = workers; left > 0; left--) pids.push(yield* GenServer.startLink(Worker));
  for (let left = messages; left > 0; left--) for (const pid of pids) GenServer.cast(pid, "go");
  let sum = 0;
  for (const pid of pids) sum += Number(yield* GenServer.call(pid, "count", Infinity));
  return sum;
}
