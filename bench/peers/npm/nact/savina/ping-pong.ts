// Savina 1: a ping and a pong without contents.

import { dispatch, type Ref, spawn, spawnStateless, stop } from "nact";
import type { Program } from "../../../../serve.ts";
import { inSystem } from "../system.ts";

type ToPonger = { readonly type: "ping"; readonly from: Ref<Pong> } | { readonly type: "stop" };

interface Pong {
  readonly type: "pong";
}

export const pingPong: Program = (pings) =>
  inSystem<number>((system, resolve) => {
    const ponger = spawnStateless(system, (message: ToPonger, { self }) => {
      if (message.type === "ping") dispatch(message.from, { type: "pong" });
      else stop(self);
    });
    const pinger = spawn(
      system,
      (before: number, _: Pong, { self }): number => {
        const pongs = before + 1;
        if (pongs < pings) {
          dispatch(ponger, { type: "ping", from: self });
        } else {
          dispatch(ponger, { type: "stop" });
          resolve(pongs);
        }
        return pongs;
      },
      undefined,
      { initialState: 0 },
    );
    dispatch(ponger, { type: "ping", from: pinger });
  });
