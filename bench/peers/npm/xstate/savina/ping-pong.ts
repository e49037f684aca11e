// Savina 1: a ping and a pong without contents.

import { createActor, fromTransition } from "xstate";
import type { Program } from "../../../../serve.ts";
import type { To } from "../to.ts";

type ToPonger = { readonly type: "ping"; readonly from: To<Pong> } | { readonly type: "stop" };
type Pong = { readonly type: "pong" };

export const pingPong: Program = (pings) =>
  new Promise((resolve) => {
    const other = createActor(ponger).start();
    const pinger = createActor(
      fromTransition((before: number, _: Pong, { self }) => {
        const pongs = before + 1;
        if (pongs < pings) {
          other.send({ type: "ping", from: self });
        } else {
          other.send({ type: "stop" });
          resolve(pongs);
        }
        return pongs;
      }, 0),
    ).start();
    other.send({ type: "ping", from: pinger });
  });

const ponger = fromTransition((state: undefined, event: ToPonger, { self }) => {
  if (event.type === "ping") event.from.send({ type: "pong" });
  else if (event.type === "stop") self.stop();
  return state;
}, undefined);
