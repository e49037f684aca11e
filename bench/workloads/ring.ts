// An integer goes round 1,000 processes: what a switch costs when the working set is larger than two.

import { checked, sized, type Workload } from "../workload.ts";

const members = 1_000;

export const ring: Workload = {
  name: "ring",
  unit: "hop",
  measures: "nanoseconds",
  operations: sized(5_000_000, members),

  /**
   * The integer loses one per hop and starts as the number of hops. Whoever gets it as 0 sends it one lap further,
   * below 0 now, which ends each member it passes; what comes home is minus the members it passed.
   */
  async run(adapter, hops) {
    return checked(await adapter.run("ring", members, hops), -members);
  },
};
