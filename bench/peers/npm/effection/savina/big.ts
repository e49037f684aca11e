// Savina 7: every task pings random others, one ping in flight each, and answers whoever pings it.

import { createQueue, type Operation, run, spawn } from "effection";
import { Random } from "../../../../savina/random.ts";
import type { Program } from "../../../../serve.ts";
import { type Mailbox, take } from "../mailbox.ts";

type Message =
  | { readonly type: "neighbours"; readonly mailboxes: readonly Mailbox<Message>[] }
  | { readonly type: "ping"; readonly sender: number }
  | { readonly type: "pong"; readonly sender: number }
  | { readonly type: "exit" };

export const big: Program = async (members, pings) => run(() => sink(members, pings));

/** The pongs that came back, of all tasks together. */
function* sink(members: number, pings: number): Operation<number> {
  const own = createQueue<number, never>();
  const mailboxes = Array.from({ length: members }, () => createQueue<Message, never>());
  for (const [id, mailbox] of mailboxes.entries()) yield* spawn(() => member(mailbox, id, pings, own));
  for (const mailbox of mailboxes) mailbox.add({ type: "neighbours", mailboxes });
  let pongs = 0;
  for (let left = members; left > 0; left--) pongs += yield* take(own);
  for (const mailbox of mailboxes) mailbox.add({ type: "exit" });
  return pongs;
}

function* member(own: Mailbox<Message>, id: number, pings: number, sink: Mailbox<number>): Operation<void> {
  const random = new Random(id);
  let neighbours: readonly Mailbox<Message>[] = [];
  let pongs = 0;
  let target = -1;
  function ping(): void {
    target = random.next(neighbours.length);
    neighbours[target]?.add({ type: "ping", sender: id });
  }
  for (;;) {
    const message = yield* take(own);
    if (message.type === "neighbours") {
      // The first of all messages, for nothing else runs while all are told.
      neighbours = message.mailboxes;
      ping();
    } else if (message.type === "ping") {
      neighbours[message.sender]?.add({ type: "pong", sender: id });
    } else if (message.type === "pong") {
      if (message.sender !== target) throw new Error(`expected a pong of ${target}, got one of ${message.sender}`);
      pongs += 1;
      if (pongs === pings) sink.add(pongs);
      else ping();
    } else {
      return;
    }
  }
}
