// One client calls a counter that counts what it is asked to add; `unwanted` messages wait in its mailbox.

"use beamlet";

import { GenServer, run, self, send } from "beamlet";
import type { Program } from "../../serve.ts";

const Counter = GenServer.define({
  init: () => ({ state: 0 }),
  handleCall: (request: { readonly type: "add"; readonly amount: number }, _from, count) => ({ reply: count + request.amount, state: count + request.amount }),
});

export const call: Program = (calls, unwanted) => run(client, calls, unwanted);

function* client(calls: number, unwanted: number) {
  const counter = yield* GenServer.startLink(Counter);
  for (let i = 0; i < unwanted; i++) send(self<object>(), { type: "unwanted", i });
  let count = 0;
  for (let i = 0; i < calls; i++) count = yield* GenServer.call(counter, { type: "add", amount: 1 });
  return count;
}
