// Savina 6: creatures meet in pairs at a mall, take on a colour that depends on both, and come again.

import { createQueue, type Operation, run, spawn } from "effection";
import { type Colour, colours, complement } from "../../../../savina/colours.ts";
import type { Program } from "../../../../serve.ts";
import { type Mailbox, take } from "../mailbox.ts";

interface Meet {
  readonly type: "meet";
  readonly from: Mailbox<ToCreature>;
  readonly colour: Colour;
}

type ToMall = Meet | { readonly type: "count"; readonly meetings: number };
type ToCreature = Meet | { readonly type: "change"; readonly colour: Colour } | { readonly type: "exit" };

export const chameneos: Program = async (creatures, meetings) => run(() => mall(creatures, meetings));

/** The sum of what the creatures counted: each meeting twice. */
function* mall(creatures: number, meetings: number): Operation<number> {
  const own = createQueue<ToMall, never>();
  for (let id = 0; id < creatures; id++) {
    const colour = colours[id % 3] ?? "blue";
    yield* spawn(() => creature(own, colour));
  }
  let waiting: Mailbox<ToCreature> | undefined;
  let sum = 0;
  for (let left = meetings, faded = 0; faded < creatures; ) {
    const message = yield* take(own);
    if (message.type === "count") {
      faded += 1;
      sum += message.meetings;
    } else if (left === 0) {
      message.from.add({ type: "exit" });
    } else if (waiting === undefined) {
      waiting = message.from;
    } else {
      left -= 1;
      waiting.add(message);
      waiting = undefined;
    }
  }
  return sum;
}

function* creature(mall: Mailbox<ToMall>, birthColour: Colour): Operation<void> {
  const own = createQueue<ToCreature, never>();
  let colour = birthColour;
  let meetings = 0;
  for (;;) {
    mall.add({ type: "meet", from: own, colour });
    const message = yield* take(own);
    if (message.type === "exit") {
      mall.add({ type: "count", meetings });
      return;
    }
    meetings += 1;
    if (message.type === "change") {
      colour = message.colour;
    } else {
      colour = complement(colour, message.colour);
      message.from.add({ type: "change", colour });
    }
  }
}
