// Savina 6: creatures meet in pairs at a mall, take on a colour that depends on both, and come again.

"use beamlet";

import { type Pid, receive, run, self, send, spawn } from "beamlet";
import { type Colour, colours, complement } from "../../../savina/colours.ts";
import type { Program } from "../../../serve.ts";

interface Meet {
  readonly type: "meet";
  readonly from: Pid<ToCreature>;
  readonly colour: Colour;
}

type ToMall = Meet | { readonly type: "count"; readonly meetings: number };
type ToCreature = Meet | { readonly type: "change"; readonly colour: Colour } | { readonly type: "exit" };

export const chameneos: Program = (creatures, meetings) => run(mall, creatures, meetings);

/** The sum of what the creatures counted: each meeting twice. */
function* mall(creatures: number, meetings: number) {
  for (let id = 0; id < creatures; id++) spawn(creature, self<ToMall>(), colours[id % 3] ?? "blue");
  let waiting: Pid<ToCreature> | undefined;
  let sum = 0;
  for (let left = meetings, faded = 0; faded < creatures; ) {
    const message = yield* receive<ToMall>();
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
  return sum;
}

function* creature(mall: Pid<ToMall>, birthColour: Colour) {
  let colour = birthColour;
  let meetings = 0;
  for (;;) {
    send(mall, { type: "meet", from: self<ToCreature>(), colour });
    const message = yield* receive<ToCreature>();
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
