// Savina 6: creatures meet in pairs at a mall, take on a colour that depends on both, and come again.

import { createActor, fromTransition } from "xstate";
import { type Colour, colours, complement } from "../../../../savina/colours.ts";
import type { Program } from "../../../../serve.ts";
import type { To } from "../to.ts";

interface Meet {
  readonly type: "meet";
  readonly from: To<ToCreature>;
  readonly colour: Colour;
}

type ToMall = { readonly type: "start" } | Meet | { readonly type: "count"; readonly meetings: number };
type ToCreature = { readonly type: "start" } | Meet | { readonly type: "change"; readonly colour: Colour } | { readonly type: "exit" };

interface Mall {
  readonly waiting: To<ToCreature> | undefined;
  readonly left: number;
  readonly faded: number;
  readonly sum: number;
}

interface Creature {
  readonly colour: Colour;
  readonly meetings: number;
}

/** The sum of what the creatures counted: each meeting twice. */
export const chameneos: Program = (creatures, meetings) =>
  new Promise((resolve) => {
    const mall = fromTransition(
      (state: Mall, event: ToMall, { self }): Mall => {
        if (event.type === "start") {
          for (let id = 0; id < creatures; id++) startCreature(self, colours[id % 3] ?? "blue").send({ type: "start" });
          return state;
        }
        if (event.type === "count") {
          const [sum, faded] = [state.sum + event.meetings, state.faded + 1];
          if (faded === creatures) resolve(sum);
          return { ...state, sum, faded };
        }
        if (state.left === 0) {
          event.from.send({ type: "exit" });
          return state;
        }
        if (state.waiting === undefined) return { ...state, waiting: event.from };
        state.waiting.send(event);
        return { ...state, waiting: undefined, left: state.left - 1 };
      },
      { waiting: undefined, left: meetings, faded: 0, sum: 0 },
    );
    createActor(mall).start().send({ type: "start" });
  });

function startCreature(mall: To<ToMall>, birthColour: Colour): To<ToCreature> {
  return createActor(
    fromTransition(
      ({ colour, meetings }: Creature, event: ToCreature, { self }): Creature => {
        switch (event.type) {
          case "start":
            mall.send({ type: "meet", from: self, colour });
            return { colour, meetings };
          case "meet": {
            const changed = complement(colour, event.colour);
            event.from.send({ type: "change", colour: changed });
            mall.send({ type: "meet", from: self, colour: changed });
            return { colour: changed, meetings: meetings + 1 };
          }
          case "change":
            mall.send({ type: "meet", from: self, colour: event.colour });
            return { colour: event.colour, meetings: meetings + 1 };
          case "exit":
            mall.send({ type: "count", meetings });
            self.stop();
        }
        return { colour, meetings };
      },
      { colour: birthColour, meetings: 0 },
    ),
  ).start();
}
