// Savina 11 with a server as the arbitrator, which is called for both forks.

import { GenServer, type Pid, receive, run, self, send, spawn } from "beamlet";
import type { Program } from "../../../serve.ts";

const Arbitrator = GenServer.define({
  init: (count: number) => ({ state: Array.from({ length: count }, () => false) }),
  handleCall({ id }: { readonly type: "hungry"; readonly id: number }, _from, isTaken: boolean[]) {
    const right = (id + 1) % isTaken.length;
    if (isTaken[id] === true || isTaken[right] === true) return { reply: "denied", state: isTaken };
    isTaken[id] = isTaken[right] = true;
    return { reply: "eat", state: isTaken };
  },
  handleCast({ id }: { readonly type: "done"; readonly id: number }, isTaken: boolean[]) {
    isTaken[id] = isTaken[(id + 1) % isTaken.length] = false;
    return { state: isTaken };
  },
});

export const philosophers: Program = (count, rounds) => run(main, count, rounds);

/** The meals of all philosophers together. */
function* main(count: number, rounds: number) {
  const arbitrator = yield* GenServer.startLink(Arbitrator, count);
  for (let id = 0; id < count; id++) spawn(philosopher, arbitrator, self<number>(), id, rounds);
  let meals = 0;
  for (let left = count; left > 0; left--) meals += yield* receive<number>();
  return meals;
}

function* philosopher(arbitrator: Pid, main: Pid<number>, id: number, rounds: number) {
  let meals = 0;
  while (meals < rounds) {
    if ((yield* GenServer.call(arbitrator, { type: "hungry", id })) === "denied") continue;
    meals += 1;
    GenServer.cast(arbitrator, { type: "done", id });
  }
  send(main, meals);
}
