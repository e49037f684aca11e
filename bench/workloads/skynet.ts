// A million leaves in a tree of width 10, all alive at once: spawn, one message and exit, far outside the cache.

import { checked, type Workload } from "../workload.ts";

export const skynet: Workload = {
  name: "skynet",
  unit: "leaf",
  measures: "nanoseconds",
  // A tree of width 10 has a power of ten leaves, so a scale moves it by whole levels.
  operations: (scale) => 10 ** Math.max(1, Math.round(Math.log10(1_000_000 * scale))),

  /** A leaf sends its ordinal up, an inner process the sum of its ten: 499,999,500,000 at the root of the full size. */
  async run(adapter, leaves) {
    return checked(await adapter.run("skynet", leaves), (leaves * (leaves - 1)) / 2);
  },
};
