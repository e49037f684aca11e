// How a peer that runs in JavaScript is started: the compiled programs of its folder, on one of the hosts.

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Host } from "../hosts.ts";
import { root } from "../root.ts";
import { openSession, type Session } from "../session.ts";

const library = join(root, "dist/index.js");

/** The programs of a folder of bench/peers, under build/: a host that is started cannot be counted on to run TypeScript. */
export function mainOf(folder: string): string {
  return join(root, "build/bench/peers", folder, "main.js");
}

export async function openOn(host: Host, main: string): Promise<Session> {
  if (![main, library].every(existsSync)) throw new Error(`expected ${main} and ${library}; run make build`);
  return openSession(host.command, [...host.flags, main]);
}
