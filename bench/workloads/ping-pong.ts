// Two processes, one message in flight: what a send, a switch and a receive cost together.

import { checked, sized, type Workload } from "../workload.ts";

export const pingPong: Workload = {
  name: "ping-pong",
  unit: "round trip",
  measures: "nanoseconds",
  operations: sized(1_000_000),

  /** The programs answer how many pongs came back with the number of their ping. */
  async run(adapter, trips) {
    return checked(await adapter.run("ping-pong", trips), trips);
  },
};
