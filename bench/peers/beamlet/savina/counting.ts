// Savina 2: a producer sends increments without waiting, then asks for the count.

"use beamlet";

import { type Pid, receive, run, self, send, spawn } from "beamlet";
import type { Program } from "../../../serve.ts";

type ToCounter = { readonly type: "increment" } | { readonly type: "retrieve"; readonly from: Pid<number> };

export const counting: Program = (increments) => run(producer, increments);

function* producer(increments: number) {
  const pid = spawn(counter);
  for (let left = increments; left > 0; left--) send(pid, { type: "increment" });
  send(pid, { type: "retrieve", from: self<number>() });
  return yield* receive<number>();
}

function* counter() {
  let count = 0;
  let message = yield* receive<ToCounter>();
  for (; message.type === "increment"; message = yield* receive<ToCounter>()) count += 1;
  send(message.from, count);
}
