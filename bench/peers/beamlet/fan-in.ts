// Senders that never wait, one receiver that adds up.

"use beamlet";

import { type Pid, receive, run, self, send, spawn } from "beamlet";
import type { Program } from "../../serve.ts";

interface Increment {
  readonly type: "inc";
  readonly n: number;
}

export const fanIn: Program = (senders, each) => run(receiver, senders, each);

function* receiver(senders: number, each: number) {
  for (let left = senders; left > 0; left--) spawn(sender, self<Increment>(), each);
  let sum = 0;
  for (let left = senders * each; left > 0; left--) {
    const { n } = yield* receive<Increment>();
    sum += n;
  }
  return sum;
}

function* sender(pid: Pid<Increment>, each: number) {
  for (let n = each; n > 0; n--) send(pid, { type: "inc", n });
}
