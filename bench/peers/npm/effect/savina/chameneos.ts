// Savina 6: creatures meet in pairs at a mall, take on a colour that depends on both, and come again.

import { Effect, Queue } from "effect";
import { type Colour, colours, complement } from "../../../../savina/colours.ts";
import type { Program } from "../../../../serve.ts";

interface Meet {
  readonly type: "meet";
  readonly from: Queue.Queue<ToCreature>;
  readonly colour: Colour;
}

type ToMall = Meet | { readonly type: "count"; readonly meetings: number };
type ToCreature = Meet | { readonly type: "change"; readonly colour: Colour } | { readonly type: "exit" };

export const chameneos: Program = (creatures, meetings) => Effect.runPromise(mall(creatures, meetings));

/** The sum of what the creatures counted: each meeting twice. */
const mall = Effect.fnUntraced(function* (creatures: number, meetings: number) {
  const own = yield* Queue.unbounded<ToMall>();
  for (let id = 0; id < creatures; id++) yield* Effect.forkChild(creature(own, colours[id % 3] ?? "blue"));
  let waiting: Queue.Queue<ToCreature> | undefined;
  let sum = 0;
  for (let left = meetings, faded = 0; faded < creatures; ) {
    const message = yield* Queue.take(own);
    if (message.type === "count") {
      faded += 1;
      sum += message.meetings;
    } else if (left === 0) {
      yield* Queue.offer(message.from, { type: "exit" });
    } else if (waiting === undefined) {
      waiting = message.from;
    } else {
      left -= 1;
      yield* Queue.offer(waiting, message);
      waiting = undefined;
    }
  }
  return sum;
});

const creature = Effect.fnUntraced(function* (mall: Queue.Queue<ToMall>, birthColour: Colour) {
  const own = yield* Queue.unbounded<ToCreature>();
  let colour = birthColour;
  let meetings = 0;
  for (;;) {
    yield* Queue.offer(mall, { type: "meet", from: own, colour });
    const message = yield* Queue.take(own);
    if (message.type === "exit") return yield* Queue.offer(mall, { type: "count", meetings });
    meetings += 1;
    if (message.type === "change") {
      colour = message.colour;
    } else {
      colour = complement(colour, message.colour);
      yield* Queue.offer(message.from, { type: "change", colour });
    }
  }
});
