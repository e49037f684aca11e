// Processes that end as soon as they run: what a birth and an exit cost.

import { checked, sized, type Workload } from "../workload.ts";

export const spawn: Workload = {
  name: "spawn",
  unit: "process",
  measures: "nanoseconds",
  operations: sized(1_000_000),

  /** Each process counts itself, and does nothing else. The programs answer the count once all have run. */
  async run(adapter, processes) {
    return checked(await adapter.run("spawn", processes), processes);
  },
};
