// What a peer is: a name in the table, and a way to start it. Each lives in a folder with its programs.

import type { Session } from "./session.ts";

export interface Peer {
  readonly name: string;
  /**
   * The part of the full size that it plays of the workload of this name: 1 as a rule, less where a round would take a
   * minute, 0 where it has no program. Amounts are per operation all the same.
   */
  share(workload: string): number;
  /** Why this machine cannot run it, or `undefined` if it can. */
  missing(): string | undefined;
  open(): Promise<Session>;
}
