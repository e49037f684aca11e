// What a peer is: a name in the table, and a way to start it. Each lives in a folder with its programs.

import type { Session } from "./session.ts";

export interface Peer {
  readonly name: string;
  /** Whether it has a program for the workload of this name. */
  has(workload: string): boolean;
  /** Why this machine cannot run it, or `undefined` if it can. */
  missing(): string | undefined;
  open(): Promise<Session>;
}
