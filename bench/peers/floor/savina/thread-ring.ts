// Savina 5: a ping goes round until it has no hops left, then an exit ends the members one after another.

import type { Program } from "../../../serve.ts";
import { type Process, run, send, spawn } from "../scheduler.ts";

type Message =
  | { readonly type: "data"; readonly next: Process<Message> }
  | { readonly type: "ping"; readonly left: number }
  | { readonly type: "exit"; readonly left: number };

/** Where the ping ended, and how many members ended after it: the ordinal of the one, plus the number of the others. */
export const threadRing: Program = async (members, pings) => {
  let answer = 0;
  spawn<number>(function* (self) {
    const ring = Array.from({ length: members }, (_, id) => spawn<Message>((process) => member(process, id, self)));
    ring.forEach((process, id) => send(process, { type: "data", next: ring[(id + 1) % members] ?? process }));
    if (ring[0] !== undefined) send(ring[0], { type: "ping", left: pings });
    for (let left = members + 1; left > 0; left--) {
      if (self.mailbox.size === 0) yield;
      answer += self.mailbox.take();
    }
  });
  run();
  return answer;
};

function* member(self: Process<Message>, id: number, main: Process<number>): Generator<void, void, void> {
  let next = self;
  for (;;) {
    if (self.mailbox.size === 0) yield;
    const message = self.mailbox.take();
    if (message.type === "data") {
      next = message.next;
    } else if (message.type === "exit") {
      send(main, 1);
      return send(next, { type: "exit", left: message.left - 1 });
    } else if (message.left > 0) {
      send(next, { type: "ping", left: message.left - 1 });
    } else {
      send(main, id);
      send(next, { type: "exit", left: message.left });
    }
  }
}
