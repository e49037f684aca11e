// Savina 7: every actor pings random others, one ping in flight each, and answers whoever pings it. As in the suite, nobody
// starts before all know their neighbours, for an actor takes its events as they come.

import { createActor, fromTransition } from "xstate";
import { Random } from "../../../../savina/random.ts";
import type { Program } from "../../../../serve.ts";
import type { To } from "../to.ts";

type ToMember =
  | { readonly type: "neighbours"; readonly actors: readonly To<ToMember>[] }
  | { readonly type: "start" }
  | { readonly type: "ping"; readonly sender: number }
  | { readonly type: "pong"; readonly sender: number }
  | { readonly type: "exit" };

type ToSink = { readonly type: "done"; readonly pongs: number };

interface Member {
  readonly neighbours: readonly To<ToMember>[];
  readonly target: number;
  readonly pongs: number;
}

/** The pongs that came back, of all actors together. */
export const big: Program = (members, pings) =>
  new Promise((resolve) => {
    const sink = createActor(
      fromTransition(
        (state: { readonly pongs: number; readonly left: number }, event: ToSink) => {
          const [pongs, left] = [state.pongs + event.pongs, state.left - 1];
          if (left === 0) {
            for (const actor of actors) actor.send({ type: "exit" });
            resolve(pongs);
          }
          return { pongs, left };
        },
        { pongs: 0, left: members },
      ),
    ).start();
    const actors = Array.from({ length: members }, (_, id) => startMember(id, pings, sink));
    for (const actor of actors) actor.send({ type: "neighbours", actors });
    for (const actor of actors) actor.send({ type: "start" });
  });

function startMember(id: number, pings: number, sink: To<ToSink>): To<ToMember> {
  const random = new Random(id);
  function ping(neighbours: readonly To<ToMember>[]): number {
    const target = random.next(neighbours.length);
    neighbours[target]?.send({ type: "ping", sender: id });
    return target;
  }
  return createActor(
    fromTransition(
      (state: Member, event: ToMember, { self }): Member => {
        switch (event.type) {
          case "neighbours":
            return { ...state, neighbours: event.actors };
          case "start":
            return { ...state, target: ping(state.neighbours) };
          case "ping":
            state.neighbours[event.sender]?.send({ type: "pong", sender: id });
            return state;
          case "pong": {
            if (event.sender !== state.target) throw new Error(`expected a pong of ${state.target}, got one of ${event.sender}`);
            const pongs = state.pongs + 1;
            if (pongs < pings) return { ...state, pongs, target: ping(state.neighbours) };
            sink.send({ type: "done", pongs });
            return { ...state, pongs };
          }
          case "exit":
            self.stop();
        }
        return state;
      },
      { neighbours: [], target: -1, pongs: 0 },
    ),
  ).start();
}
