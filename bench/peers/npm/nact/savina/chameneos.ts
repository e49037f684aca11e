// Savina 6: creatures meet in pairs at a mall, take on a colour that depends on both, and come again.

import { dispatch, type Ref, spawn, stop } from "nact";
import { type Colour, colours, complement } from "../../../../savina/colours.ts";
import type { Program } from "../../../../serve.ts";
import { inSystem, type System } from "../system.ts";

interface Meet {
  readonly type: "meet";
  readonly from: Ref<ToCreature>;
  readonly colour: Colour;
}

type ToMall = Meet | { readonly type: "count"; readonly meetings: number };
type ToCreature = Meet | { readonly type: "change"; readonly colour: Colour } | { readonly type: "exit" };

interface Mall {
  readonly waiting: Ref<ToCreature> | undefined;
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
  inSystem<number>((system, resolve) => {
    const mall = spawnMall(system, creatures, meetings, resolve);
    for (let id = 0; id < creatures; id++) {
      const colour = colours[id % 3] ?? "blue";
      dispatch(mall, { type: "meet", from: spawnCreature(system, mall, colour), colour });
    }
  });

function spawnMall(system: System, creatures: number, meetings: number, resolve: (sum: number) => void): Ref<ToMall> {
  return spawn(
    system,
    (state: Mall, message: ToMall): Mall => {
      if (message.type === "count") {
        const sum = state.sum + message.meetings;
        const faded = state.faded + 1;
        if (faded === creatures) resolve(sum);
        return { ...state, faded, sum };
      }
      if (state.left === 0) {
        dispatch(message.from, { type: "exit" });
        return state;
      }
      if (state.waiting === undefined) return { ...state, waiting: message.from };
      dispatch(state.waiting, message);
      return { ...state, waiting: undefined, left: state.left - 1 };
    },
    undefined,
    { initialState: { waiting: undefined, left: meetings, faded: 0, sum: 0 } },
  );
}

function spawnCreature(system: System, mall: Ref<ToMall>, birthColour: Colour): Ref<ToCreature> {
  return spawn(
    system,
    (state: Creature, message: ToCreature, { self }): Creature => {
      if (message.type === "exit") {
        dispatch(mall, { type: "count", meetings: state.meetings });
        stop(self);
        return state;
      }
      const colour = message.type === "change" ? message.colour : complement(state.colour, message.colour);
      if (message.type === "meet") dispatch(message.from, { type: "change", colour });
      dispatch(mall, { type: "meet", from: self, colour });
      return { colour, meetings: state.meetings + 1 };
    },
    undefined,
    { initialState: { colour: birthColour, meetings: 0 } },
  );
}
