// Savina 7: every fiber pings random others, one ping in flight each, and answers whoever pings it. The neighbours are in each
// queue before the fibers start, as nothing else may come first.

import { Effect, Queue } from "effect";
import { Random } from "../../../../savina/random.ts";
import type { Program } from "../../../../serve.ts";

type Message =
  | { readonly type: "neighbours"; readonly mailboxes: readonly Queue.Queue<Message>[] }
  | { readonly type: "ping"; readonly sender: number }
  | { readonly type: "pong"; readonly sender: number }
  | { readonly type: "exit" };

export const big: Program = (processes, pings) => Effect.runPromise(sink(processes, pings));

/** The pongs that came back, of all fibers together. */
const sink = Effect.fnUntraced(function* (processes: number, pings: number) {
  const own = yield* Queue.unbounded<number>();
  const mailboxes: Queue.Queue<Message>[] = [];
  for (let left = processes; left > 0; left--) mailboxes.push(yield* Queue.unbounded<Message>());
  for (const mailbox of mailboxes) yield* Queue.offer(mailbox, { type: "neighbours", mailboxes });
  for (const [id, mailbox] of mailboxes.entries()) yield* Effect.forkChild(member(mailbox, id, pings, own));
  let pongs = 0;
  for (let left = processes; left > 0; left--) pongs += yield* Queue.take(own);
  for (const mailbox of mailboxes) yield* Queue.offer(mailbox, { type: "exit" });
  return pongs;
});

const member = Effect.fnUntraced(function* (own: Queue.Queue<Message>, id: number, pings: number, sink: Queue.Queue<number>) {
  const random = new Random(id);
  let neighbours: readonly Queue.Queue<Message>[] = [];
  let pongs = 0;
  let target = -1;
  for (;;) {
    const message = yield* Queue.take(own);
    if (message.type === "ping") {
      const mailbox = neighbours[message.sender];
      if (mailbox !== undefined) yield* Queue.offer(mailbox, { type: "pong", sender: id });
      continue;
    }
    if (message.type === "exit") return;
    if (message.type === "neighbours") {
      neighbours = message.mailboxes;
    } else {
      if (message.sender !== target) throw new Error(`expected a pong of ${target}, got one of ${message.sender}`);
      pongs += 1;
      if (pongs === pings) {
        yield* Queue.offer(sink, pongs);
        continue;
      }
    }
    target = random.next(neighbours.length);
    const mailbox = neighbours[target];
    if (mailbox !== undefined) yield* Queue.offer(mailbox, { type: "ping", sender: id });
  }
});
