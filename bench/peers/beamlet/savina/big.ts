// Savina 7: every process pings random others, one ping in flight each, and answers whoever pings it.

"use beamlet";

import { type Pid, receive, run, self, send, spawn } from "beamlet";
import { Random } from "../../../savina/random.ts";
import type { Program } from "../../../serve.ts";

interface Neighbours {
  readonly type: "neighbours";
  readonly pids: readonly Pid<Message>[];
}

type Message =
  | Neighbours
  | { readonly type: "ping"; readonly sender: number }
  | { readonly type: "pong"; readonly sender: number }
  | { readonly type: "exit" };

export const big: Program = (processes, pings) => run(sink, processes, pings);

/** The pongs that came back, of all processes together. */
function* sink(processes: number, pings: number) {
  const pids = Array.from({ length: processes }, (_, id) => spawn(member, id, pings, self<number>()));
  for (const pid of pids) send(pid, { type: "neighbours", pids });
  let pongs = 0;
  for (let left = processes; left > 0; left--) pongs += yield* receive<number>();
  for (const pid of pids) send(pid, { type: "exit" });
  return pongs;
}

function* member(id: number, pings: number, sink: Pid<number>) {
  const random = new Random(id);
  const { pids: neighbours } = yield* receive(isNeighbours); // others may know theirs earlier, and ping at once
  let pongs = 0;
  let target = -1;
  function ping(): void {
    target = random.next(neighbours.length);
    const pid = neighbours[target];
    if (pid !== undefined) send(pid, { type: "ping", sender: id });
  }
  ping();
  for (;;) {
    const message = yield* receive<Exclude<Message, Neighbours>>();
    if (message.type === "ping") {
      const pid = neighbours[message.sender];
      if (pid !== undefined) send(pid, { type: "pong", sender: id });
    } else if (message.type === "pong") {
      if (message.sender !== target) throw new Error(`expected a pong of ${target}, got one of ${message.sender}`);
      pongs += 1;
      if (pongs === pings) send(sink, pongs);
      else ping();
    } else {
      return;
    }
  }
}

function isNeighbours(message: unknown): message is Neighbours {
  return (message as Message).type === "neighbours";
}
