// Savina 4: messages to all workers in turn, each of which computes a little and tells its count at the last one.

"use beamlet";

import { type Pid, receive, run, self, send, spawn } from "beamlet";
import { compute } from "../../../savina/compute.ts";
import type { Program } from "../../../serve.ts";

export const forkJoinThroughput: Program = (workers, messages) => run(main, workers, messages);

function* main(workers: number, messages: number) {
  const pids = Array.from({ length: workers }, () => spawn(worker, messages, self<number>()));
  for (let left = messages; left > 0; left--) for (const pid of pids) send(pid, "go");
  let sum = 0;
  for (let left = workers; left > 0; left--) sum += yield* receive<number>();
  return sum;
}

function* worker(messages: number, main: Pid<number>) {
  let done = 0;
  for (let left = messages; left > 0; left--) {
    yield* receive<"go">();
    done += compute(37.2);
  }
  send(main, done);
}
