// Savina 7: every process pings random others, one ping in flight each, and answers whoever pings it.

import { Random } from "../../../savina/random.ts";
import type { Program } from "../../../serve.ts";
import { type Process, run, send, spawn } from "../scheduler.ts";

type Message =
  | { readonly type: "neighbours"; readonly processes: readonly Process<Message>[] }
  | { readonly type: "ping"; readonly sender: number }
  | { readonly type: "pong"; readonly sender: number }
  | { readonly type: "exit" };

/** The pongs that came back, of all processes together. */
export const big: Program = async (count, pings) => {
  let pongs = 0;
  spawn<number>(function* (self) {
    const processes = Array.from({ length: count }, (_, id) => spawn<Message>((process) => member(process, id, pings, self)));
    // All of them, before any other runs: no ping is earlier than these.
    for (const process of processes) send(process, { type: "neighbours", processes });
    for (let left = count; left > 0; left--) {
      if (self.mailbox.size === 0) yield;
      pongs += self.mailbox.take();
    }
    for (const process of processes) send(process, { type: "exit" });
  });
  run();
  return pongs;
};

function* member(self: Process<Message>, id: number, pings: number, sink: Process<number>): Generator<void, void, void> {
  const random = new Random(id);
  let neighbours: readonly Process<Message>[] = [];
  let pongs = 0;
  let target = -1;
  function ping(): void {
    target = random.next(neighbours.length);
    const process = neighbours[target];
    if (process !== undefined) send(process, { type: "ping", sender: id });
  }
  for (;;) {
    if (self.mailbox.size === 0) yield;
    const message = self.mailbox.take();
    if (message.type === "ping") {
      const process = neighbours[message.sender];
      if (process !== undefined) send(process, { type: "pong", sender: id });
    } else if (message.type === "pong") {
      if (message.sender !== target) throw new Error(`expected a pong of ${target}, got one of ${message.sender}`);
      pongs += 1;
      if (pongs === pings) send(sink, pongs);
      else ping();
    } else if (message.type === "neighbours") {
      neighbours = message.processes;
      ping();
    } else {
      return;
    }
  }
}
