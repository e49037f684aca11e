// Savina 30: an actor for each call of the recursive function, a child of its caller.

import { dispatch, type Ref, spawn, spawnStateless, stop } from "nact";
import type { Program } from "../../../../serve.ts";
import { inSystem } from "../system.ts";

type Message =
  | { readonly type: "request"; readonly n: number; readonly from: Ref<Message> }
  | { readonly type: "response"; readonly value: number };

/** Who asked, and the first of both parts once it is there. */
type State = { readonly from: Ref<Message>; readonly part: number | undefined } | undefined;

export const fibonacci: Program = (n) =>
  inSystem<number>((system, resolve) => {
    const main = spawnStateless(system, (message: Message) => {
      if (message.type === "response") resolve(message.value);
    });
    dispatch(spawnFib(system), { type: "request", n, from: main });
  });

function spawnFib(parent: Ref<never>): Ref<Message> {
  return spawn(parent, (state: State, message: Message, { self }): State => {
    if (message.type === "request") {
      const { n, from } = message;
      if (n > 2) {
        dispatch(spawnFib(self), { type: "request", n: n - 1, from: self });
        dispatch(spawnFib(self), { type: "request", n: n - 2, from: self });
        return { from, part: undefined };
      }
      dispatch(from, { type: "response", value: 1 });
    } else if (state !== undefined) {
      if (state.part === undefined) return { ...state, part: message.value };
      dispatch(state.from, { type: "response", value: state.part + message.value });
    }
    stop(self);
    return undefined;
  });
}
