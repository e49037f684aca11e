// Savina 5: a ping goes round until it has no hops left, then an exit ends the members one after another.

import { Effect, Queue } from "effect";
import type { Program } from "../../../../serve.ts";

type Message =
  | { readonly type: "data"; readonly next: Queue.Queue<Message> }
  | { readonly type: "ping"; readonly left: number }
  | { readonly type: "exit"; readonly left: number };

export const threadRing: Program = (members, pings) => Effect.runPromise(main(members, pings));

/** Where the ping ended, and how many members ended after it: the ordinal of the one, plus the number of the others. */
const main = Effect.fnUntraced(function* (members: number, pings: number) {
  const own = yield* Queue.unbounded<number>();
  const ring: Queue.Queue<Message>[] = [];
  for (let id = 0; id < members; id++) {
    const mailbox = yield* Queue.unbounded<Message>();
    yield* Effect.forkChild(member(mailbox, id, own));
    ring.push(mailbox);
  }
  for (const [id, mailbox] of ring.entries()) yield* Queue.offer(mailbox, { type: "data", next: ring[(id + 1) % members] ?? mailbox });
  if (ring[0] !== undefined) yield* Queue.offer(ring[0], { type: "ping", left: pings });
  let answer = yield* Queue.take(own);
  for (let left = members; left > 0; left--) answer += yield* Queue.take(own);
  return answer;
});

const member = Effect.fnUntraced(function* (own: Queue.Queue<Message>, id: number, main: Queue.Queue<number>) {
  let next = own;
  for (;;) {
    const message = yield* Queue.take(own);
    if (message.type === "data") {
      next = message.next;
    } else if (message.type === "exit") {
      yield* Queue.offer(main, 1);
      return yield* Queue.offer(next, { type: "exit", left: message.left - 1 });
    } else if (message.left > 0) {
      yield* Queue.offer(next, { type: "ping", left: message.left - 1 });
    } else {
      yield* Queue.offer(main, id);
      yield* Queue.offer(next, { type: "exit", left: message.left });
    }
  }
});
