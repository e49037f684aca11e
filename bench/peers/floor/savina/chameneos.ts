// Savina 6: creatures meet in pairs at a mall, take on a colour that depends on both, and come again.

import { type Colour, colours, complement } from "../../../savina/colours.ts";
import type { Program } from "../../../serve.ts";
import { type Process, run, send, spawn } from "../scheduler.ts";

interface Meet {
  readonly type: "meet";
  readonly from: Process<ToCreature>;
  readonly colour: Colour;
}

type ToMall = Meet | { readonly type: "count"; readonly meetings: number };
type ToCreature = Meet | { readonly type: "change"; readonly colour: Colour } | { readonly type: "exit" };

/** The sum of what the creatures counted: each meeting twice. */
export const chameneos: Program = async (creatures, meetings) => {
  let sum = 0;
  spawn<ToMall>(function* (self) {
    for (let id = 0; id < creatures; id++) spawn<ToCreature>((process) => creature(process, self, colours[id % 3] ?? "blue"));
    let waiting: Process<ToCreature> | undefined;
    for (let left = meetings, faded = 0; faded < creatures; ) {
      if (self.mailbox.size === 0) yield;
      const message = self.mailbox.take();
      if (message.type === "count") {
        faded += 1;
        sum += message.meetings;
      } else if (left === 0) {
        send(message.from, { type: "exit" });
      } else if (waiting === undefined) {
        waiting = message.from;
      } else {
        left -= 1;
        send(waiting, message);
        waiting = undefined;
      }
    }
  });
  run();
  return sum;
};

function* creature(self: Process<ToCreature>, mall: Process<ToMall>, birthColour: Colour): Generator<void, void, void> {
  let colour = birthColour;
  let meetings = 0;
  for (;;) {
    send(mall, { type: "meet", from: self, colour });
    if (self.mailbox.size === 0) yield;
    const message = self.mailbox.take();
    if (message.type === "exit") return send(mall, { type: "count", meetings });
    meetings += 1;
    if (message.type === "change") {
      colour = message.colour;
    } else {
      colour = complement(colour, message.colour);
      send(message.from, { type: "change", colour });
    }
  }
}
