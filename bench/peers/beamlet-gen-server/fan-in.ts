// Senders that never wait cast to a server, which is asked for its sum once they have all ended.

import { GenServer, type Pid, receive, run, spawnMonitor } from "beamlet";
import type { Program } from "../../serve.ts";

interface Increment {
  readonly type: "inc";
  readonly n: number;
}

const Adder = GenServer.define({
  init: () => ({ state: 0 }),
  handleCast: ({ n }: Increment, sum: number) => ({ state: sum + n }),
  handleCall: (_request: "sum", _from, sum: number) => ({ reply: sum, state: sum }),
});

export const fanIn: Program = (senders, each) => run(main, senders, each);

function* main(senders: number, each: number) {
  const adder = yield* GenServer.startLink(Adder);
  for (let left = senders; left > 0; left--) spawnMonitor(sender, adder, each);
  for (let left = senders; left > 0; left--) yield* receive();
  return yield* GenServer.call(adder, "sum", Infinity);
}

function* sender(adder: Pid, each: number) {
  for (let n = each; n > 0; n--) GenServer.cast(adder, { type: "inc", n });
}
