// Savina 5: a ping goes round until it has no hops left, then an exit ends the members one after another.

import { dispatch, type Ref, spawn, stop } from "nact";
import type { Program } from "../../../../serve.ts";
import { inSystem, spawnSum, type System } from "../system.ts";

type Message =
  | { readonly type: "data"; readonly next: Ref<Message> }
  | { readonly type: "ping"; readonly left: number }
  | { readonly type: "exit"; readonly left: number };

/** Where the ping ended, and how many members ended after it: the ordinal of the one, plus the number of the others. */
export const threadRing: Program = (members, pings) =>
  inSystem<number>((system, resolve) => {
    const main = spawnSum(system, members + 1, resolve);
    const ring = Array.from({ length: members }, (_, id) => spawnMember(system, id, main));
    ring.forEach((member, id) => dispatch(member, { type: "data", next: ring[(id + 1) % members] ?? member }));
    if (ring[0] !== undefined) dispatch(ring[0], { type: "ping", left: pings });
  });

function spawnMember(system: System, id: number, main: Ref<number>): Ref<Message> {
  return spawn(system, (next: Ref<Message> | undefined, message: Message, { self }): Ref<Message> | undefined => {
    if (message.type === "data") return message.next;
    if (next === undefined) return next;
    if (message.type === "exit") {
      dispatch(main, 1);
      dispatch(next, { type: "exit", left: message.left - 1 });
      stop(self);
    } else if (message.left > 0) {
      dispatch(next, { type: "ping", left: message.left - 1 });
    } else {
      dispatch(main, id);
      dispatch(next, { type: "exit", left: message.left });
    }
    return next;
  });
}
