// Savina 5: a ping goes round until it has no hops left, then an exit ends the members one after another.

import { createActor, fromTransition } from "xstate";
import type { Program } from "../../../../serve.ts";
import type { To } from "../to.ts";

type ToMember =
  | { readonly type: "data"; readonly next: To<ToMember> }
  | { readonly type: "ping"; readonly left: number }
  | { readonly type: "exit"; readonly left: number };

type ToMain = { readonly type: "ended"; readonly value: number };

/** Where the ping ended, and how many members ended after it: the ordinal of the one, plus the number of the others. */
export const threadRing: Program = (members, pings) =>
  new Promise((resolve) => {
    const main = createActor(
      fromTransition(
        (state: { readonly answer: number; readonly left: number }, event: ToMain) => {
          const [answer, left] = [state.answer + event.value, state.left - 1];
          if (left === 0) resolve(answer);
          return { answer, left };
        },
        { answer: 0, left: members + 1 },
      ),
    ).start();
    const ring = Array.from({ length: members }, (_, id) => startMember(id, main));
    ring.forEach((actor, id) => actor.send({ type: "data", next: ring[(id + 1) % members] ?? actor }));
    ring[0]?.send({ type: "ping", left: pings });
  });

function startMember(id: number, main: To<ToMain>): To<ToMember> {
  return createActor(
    fromTransition((next: To<ToMember> | undefined, event: ToMember, { self }) => {
      if (event.type === "data") return event.next;
      if (event.type === "exit") {
        main.send({ type: "ended", value: 1 });
        next?.send({ type: "exit", left: event.left - 1 });
        self.stop();
      } else if (event.type === "ping" && event.left > 0) {
        next?.send({ type: "ping", left: event.left - 1 });
      } else if (event.type === "ping") {
        main.send({ type: "ended", value: id });
        next?.send({ type: "exit", left: event.left });
      }
      return next;
    }, undefined),
  ).start();
}
