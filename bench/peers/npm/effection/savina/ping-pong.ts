// Savina 1: a ping and a pong without contents.

import { createQueue, type Operation, run, spawn } from "effection";
import type { Program } from "../../../../serve.ts";
import { type Mailbox, take } from "../mailbox.ts";

type ToPonger = { readonly type: "ping"; readonly from: Mailbox<Pong> } | { readonly type: "stop" };

interface Pong {
  readonly type: "pong";
}

export const pingPong: Program = async (pings) => run(() => pinger(pings));

function* pinger(pings: number): Operation<number> {
  const own = createQueue<Pong, never>();
  const other = createQueue<ToPonger, never>();
  yield* spawn(() => ponger(other));
  let pongs = 0;
  while (pongs < pings) {
    other.add({ type: "ping", from: own });
    yield* take(own);
    pongs += 1;
  }
  other.add({ type: "stop" });
  return pongs;
}

function* ponger(own: Mailbox<ToPonger>): Operation<void> {
  for (let message = yield* take(own); message.type === "ping"; message = yield* take(own)) message.from.add({ type: "pong" });
}
