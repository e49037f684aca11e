// Senders that never wait, one receiver: what a message costs when the mailbox is long.

import { checked, sized, type Workload } from "../workload.ts";

export const fanIn1: Workload = fanIn(1);
export const fanIn100: Workload = fanIn(100);

function fanIn(senders: number): Workload {
  return {
    name: `fan-in-${senders}`,
    unit: "message",
    measures: "nanoseconds",
    operations: sized(3_000_000, senders),
  
    /** Each sender counts down to 1; the receiver answers the sum of all it got. */
    async run(adapter, messages) {
      const each = messages / senders;
      return checked(await adapter.run("fan-in", senders, each), (senders * each * (each + 1)) / 2);
    },
  };
}
