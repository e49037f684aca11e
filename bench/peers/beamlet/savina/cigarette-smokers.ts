// Savina 13: an arbiter wakes a random smoker, which says that it has started and is busy for a while.

"use beamlet";

import { type Pid, receive, run, self, send, spawn } from "beamlet";
import { busyWait, Random } from "../../../savina/random.ts";
import type { Program } from "../../../serve.ts";

type ToSmoker = { readonly type: "start"; readonly busy: number } | { readonly type: "exit" };

interface Started {
  readonly type: "started";
}

export const cigaretteSmokers: Program = (rounds, smokers) => run(arbiter, rounds, smokers);

function* arbiter(rounds: number, smokers: number) {
  const random = new Random(rounds * smokers);
  const pids = Array.from({ length: smokers }, () => spawn(smoker, self<Started>()));
  let started = 0;
  while (started < rounds) {
    const pid = pids[random.next(smokers)];
    if (pid !== undefined) send(pid, { type: "start", busy: random.next(1_000) + 10 });
    yield* receive<Started>();
    started += 1;
  }
  for (const pid of pids) send(pid, { type: "exit" });
  return started;
}

function* smoker(arbiter: Pid<Started>) {
  for (let message = yield* receive<ToSmoker>(); message.type === "start"; message = yield* receive<ToSmoker>()) {
    send(arbiter, { type: "started" });
    busyWait(message.busy);
  }
}
