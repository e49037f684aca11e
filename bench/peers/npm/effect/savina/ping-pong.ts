// Savina 1: a ping and a pong without contents.

import { Effect, Queue } from "effect";
import type { Program } from "../../../../serve.ts";

type ToPonger = { readonly type: "ping"; readonly from: Queue.Queue<Pong> } | { readonly type: "stop" };

interface Pong {
  readonly type: "pong";
}

export const pingPong: Program = (pings) => Effect.runPromise(pinger(pings));

const pinger = Effect.fnUntraced(function* (pings: number) {
  const own = yield* Queue.unbounded<Pong>();
  const mailbox = yield* Queue.unbounded<ToPonger>();
  yield* Effect.forkChild(ponger(mailbox));
  let pongs = 0;
  while (pongs < pings) {
    yield* Queue.offer(mailbox, { type: "ping", from: own });
    yield* Queue.take(own);
    pongs += 1;
  }
  yield* Queue.offer(mailbox, { type: "stop" });
  return pongs;
});

const ponger = Effect.fnUntraced(function* (own: Queue.Queue<ToPonger>) {
  for (let message = yield* Queue.take(own); message.type === "ping"; message = yield* Queue.take(own)) {
    yield* Queue.offer(message.from, { type: "pong" });
  }
});
