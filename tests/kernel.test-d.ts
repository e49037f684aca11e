// What compiles of spawn, run and send, and what does not. Checked by tsc; nothing here runs.

import { type Pid, Process, type Runtime, run, send, spawn, spawnLink, spawnMonitor } from "../js/index.ts";

interface Row {
  readonly id: number;
  readonly name?: string;
}

declare const rows: Pid<Row>;
declare const runtime: Runtime;
declare const visit: (row: Row) => number;

export async function right(): Promise<number> {
  send(rows, { id: 1, name: "Alice" });
  send("rows", { any: "thing" });
  Process.sendAfter(rows, { id: 1 }, 10);
  spawn(visit, { id: 1, name: "Alice" });
  spawn((n) => n * 2, 21);
  return run((n) => n * 2, 21);
}

/** The body and the pid say what they take: what is given never makes that wider. */
export function wrong(): void {
  // @ts-expect-error a key that the process does not know
  send(rows, { id: 1, nmae: "Alice" });
  // @ts-expect-error a key that the process does not know
  runtime.send(rows, { id: 1, nmae: "Alice" });
  // @ts-expect-error a key that the process does not know
  Process.sendAfter(rows, { id: 1, nmae: "Alice" }, 10);
  // @ts-expect-error a key that the body does not know
  run(visit, { id: 1, nmae: "Alice" });
  // @ts-expect-error a key that the body does not know
  spawn(visit, { id: 1, nmae: "Alice" });
  // @ts-expect-error a key that the body does not know
  spawnLink(visit, { id: 1, nmae: "Alice" });
  // @ts-expect-error a key that the body does not know
  spawnMonitor(visit, { id: 1, nmae: "Alice" });
  // @ts-expect-error a key that the body does not know
  runtime.run(visit, { id: 1, nmae: "Alice" });
  // @ts-expect-error a key that the body does not know
  runtime.spawn(visit, { id: 1, nmae: "Alice" });
}
