// Savina 30: a process for each call of the recursive function.

"use beamlet";

import { type Pid, receive, run, self, send, spawn } from "beamlet";
import type { Program } from "../../../serve.ts";

export const fibonacci: Program = (n) => run(main, n);

function* main(n: number) {
  spawn(fib, n, self<number>());
  return yield* receive<number>();
}

function* fib(n: number, parent: Pid<number>) {
  if (n <= 2) return send(parent, 1);
  spawn(fib, n - 1, self<number>());
  spawn(fib, n - 2, self<number>());
  send(parent, (yield* receive<number>()) + (yield* receive<number>()));
}
