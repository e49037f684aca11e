// Processes that wait in receive, each held by its pid: what a process costs when it does nothing.

import { checked, sized, type Workload } from "../workload.ts";

export const idle: Workload = {
  name: "idle",
  unit: "process",
  measures: "bytes",
  operations: sized(1_000_000),

  /** After the measurement each process is woken once. The programs answer how many replied. */
  async run(adapter, processes) {
    return checked(await adapter.run("idle", processes), processes);
  },
};
