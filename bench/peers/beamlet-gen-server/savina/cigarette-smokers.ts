// Savina 13 with servers as smokers: each is called to start, replies, and goes on to be busy for a while.

import { GenServer, run } from "beamlet";
import { busyWait, Random } from "../../../savina/random.ts";
import type { Program } from "../../../serve.ts";

const Smoker = GenServer.define({
  init: () => ({ state: null }),
  handleCall: ({ busy }: { readonly type: "start"; readonly busy: number }, _from, state: null) => ({ reply: "started", state, continue: busy }),
  handleContinue(busy: number, state: null) {
    busyWait(busy);
    return { state };
  },
});

export const cigaretteSmokers: Program = (rounds, smokers) => run(arbiter, rounds, smokers);

function* arbiter(rounds: number, smokers: number) {
  const random = new Random(rounds * smokers);
  const pids: GenServer.ServerOf<typeof Smoker>[] = [];
  for (let left = smokers; left > 0; left--) pids.push(yield* GenServer.startLink(Smoker));
  let started = 0;
  while (started < rounds) {
    const pid = pids[random.next(smokers)];
    if (pid !== undefined) yield* GenServer.call(pid, { type: "start", busy: random.next(1_000) + 10 });
    started += 1;
  }
  return started;
}
