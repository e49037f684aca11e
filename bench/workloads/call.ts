// GenServer.call of a counter by one client, with an empty mailbox and with 100,000 messages in it that nobody wants:
// what a request, its reply, and the monitor of the server cost together.

import { checked, sized, type Workload } from "../workload.ts";

export const call: Workload = {
  name: "call",
  unit: "call",
  measures: "nanoseconds",
  operations: sized(1_000_000),

  /** The programs answer what the counter has counted. */
  async run(adapter, calls) {
    return checked(await adapter.run("call", calls, 0), calls);
  },
};

/** As `call`: must not depend on the number of messages. */
export const selective: Workload = {
  name: "selective",
  unit: "call",
  measures: "nanoseconds",
  operations: sized(1_000_000),

  async run(adapter, calls) {
    return checked(await adapter.run("call", calls, 100_000), calls);
  },
};
