// Savina 5: a ping goes round until it has no hops left, then an exit ends the members one after another.

import { createQueue, type Operation, run, spawn } from "effection";
import type { Program } from "../../../../serve.ts";
import { type Mailbox, take } from "../mailbox.ts";

type Message =
  | { readonly type: "data"; readonly next: Mailbox<Message> }
  | { readonly type: "ping"; readonly left: number }
  | { readonly type: "exit"; readonly left: number };

export const threadRing: Program = async (members, pings) => run(() => main(members, pings));

/** Where the ping ended, and how many members ended after it: the ordinal of the one, plus the number of the others. */
function* main(members: number, pings: number): Operation<number> {
  const own = createQueue<number, never>();
  const ring = Array.from({ length: members }, () => createQueue<Message, never>());
  for (const [id, mailbox] of ring.entries()) yield* spawn(() => member(mailbox, id, own));
  ring.forEach((mailbox, id) => mailbox.add({ type: "data", next: ring[(id + 1) % members] ?? mailbox }));
  ring[0]?.add({ type: "ping", left: pings });
  let answer = yield* take(own);
  for (let left = members; left > 0; left--) answer += yield* take(own);
  return answer;
}

function* member(own: Mailbox<Message>, id: number, main: Mailbox<number>): Operation<void> {
  let next = own;
  for (;;) {
    const message = yield* take(own);
    if (message.type === "data") {
      next = message.next;
    } else if (message.type === "exit") {
      main.add(1);
      next.add({ type: "exit", left: message.left - 1 });
      return;
    } else if (message.left > 0) {
      next.add({ type: "ping", left: message.left - 1 });
    } else {
      main.add(id);
      next.add({ type: "exit", left: message.left });
    }
  }
}
