// Savina 6 with servers as the mall and the creatures, which cast to each other.

import { GenServer, type Pid, receive, run, self, send } from "beamlet";
import { type Colour, colours, complement } from "../../../savina/colours.ts";
import type { Program } from "../../../serve.ts";

interface Meet {
  readonly type: "meet";
  readonly from: Pid;
  readonly colour: Colour;
}

type ToMall = Meet | { readonly type: "count"; readonly meetings: number };
type ToCreature = Meet | { readonly type: "change"; readonly colour: Colour } | { readonly type: "exit" };

interface Mall {
  readonly main: Pid<number>;
  readonly creatures: number;
  readonly left: number;
  readonly faded: number;
  readonly sum: number;
  readonly waiting: Pid | undefined;
}

const Mall = GenServer.define({
  init: (mall: Mall) => ({ state: mall }),
  handleCast(message: ToMall, state: Mall) {
    if (message.type === "count") {
      const [faded, sum] = [state.faded + 1, state.sum + message.meetings];
      if (faded === state.creatures) send(state.main, sum);
      return { state: { ...state, faded, sum } };
    }
    if (state.left === 0) {
      GenServer.cast(message.from, { type: "exit" });
      return { state };
    }
    if (state.waiting === undefined) return { state: { ...state, waiting: message.from } };
    GenServer.cast(state.waiting, message);
    return { state: { ...state, left: state.left - 1, waiting: undefined } };
  },
});

interface Creature {
  readonly mall: Pid;
  readonly colour: Colour;
  readonly meetings: number;
}

const Creature = GenServer.define({
  init: (creature: Creature) => ({ state: comeAgain(creature) }),
  handleCast(message: ToCreature, state: Creature) {
    const { mall, meetings } = state;
    if (message.type === "exit") {
      GenServer.cast(mall, { type: "count", meetings });
      return { stop: "normal", state };
    }
    if (message.type === "change") return { state: comeAgain({ mall, colour: message.colour, meetings: meetings + 1 }) };
    const colour = complement(state.colour, message.colour);
    GenServer.cast(message.from, { type: "change", colour });
    return { state: comeAgain({ mall, colour, meetings: meetings + 1 }) };
  },
});

function comeAgain(creature: Creature): Creature {
  GenServer.cast(creature.mall, { type: "meet", from: self(), colour: creature.colour });
  return creature;
}

export const chameneos: Program = (creatures, meetings) => run(main, creatures, meetings);

/** The sum of what the creatures counted: each meeting twice. */
function* main(creatures: number, meetings: number) {
  const mall = yield* GenServer.startLink(Mall, { main: self<number>(), creatures, left: meetings, faded: 0, sum: 0, waiting: undefined });
  for (let id = 0; id < creatures; id++) yield* GenServer.start(Creature, { mall, colour: colours[id % 3] ?? "blue", meetings: 0 });
  return yield* receive<number>();
}
