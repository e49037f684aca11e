// Savina 7: every actor pings random others, one ping in flight each, and answers whoever pings it.

import { dispatch, type Ref, spawn, stop } from "nact";
import { Random } from "../../../../savina/random.ts";
import type { Program } from "../../../../serve.ts";
import { inSystem, spawnSum, type System } from "../system.ts";

type Message =
  | { readonly type: "neighbours"; readonly actors: readonly Ref<Message>[] }
  | { readonly type: "ping"; readonly sender: number }
  | { readonly type: "pong"; readonly sender: number }
  | { readonly type: "exit" };

interface State {
  readonly neighbours: readonly Ref<Message>[];
  readonly pongs: number;
  readonly target: number;
}

/** The pongs that came back, of all actors together. */
export const big: Program = (count, pings) =>
  inSystem<number>((system, resolve) => {
    const sink = spawnSum(system, count, (pongs) => {
      for (const actor of actors) dispatch(actor, { type: "exit" });
      resolve(pongs);
    });
    const actors = Array.from({ length: count }, (_, id) => spawnMember(system, id, pings, sink));
    // All of them, before any actor runs: no ping is earlier than these.
    for (const actor of actors) dispatch(actor, { type: "neighbours", actors });
  });

function spawnMember(system: System, id: number, pings: number, sink: Ref<number>): Ref<Message> {
  const random = new Random(id);

  /** Pings a random neighbour, and returns which. */
  function ping(neighbours: readonly Ref<Message>[]): number {
    const target = random.next(neighbours.length);
    const actor = neighbours[target];
    if (actor !== undefined) dispatch(actor, { type: "ping", sender: id });
    return target;
  }

  return spawn(
    system,
    (state: State, message: Message, { self }): State => {
      if (message.type === "ping") {
        const actor = state.neighbours[message.sender];
        if (actor !== undefined) dispatch(actor, { type: "pong", sender: id });
      } else if (message.type === "pong") {
        if (message.sender !== state.target) throw new Error(`expected a pong of ${state.target}, got one of ${message.sender}`);
        const pongs = state.pongs + 1;
        if (pongs < pings) return { ...state, pongs, target: ping(state.neighbours) };
        dispatch(sink, pongs);
      } else if (message.type === "neighbours") {
        return { ...state, neighbours: message.actors, target: ping(message.actors) };
      } else {
        stop(self);
      }
      return state;
    },
    undefined,
    { initialState: { neighbours: [], pongs: 0, target: -1 } },
  );
}
