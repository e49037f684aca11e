// The BEAM, with one scheduler and with two. Its programs are the .erl files beside this one: the same workloads with
// Erlang's own message shapes, {ping, From, V} and the like, because nobody writes maps there.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Peer } from "../../peer.ts";
import { root } from "../../root.ts";
import { openSession, type Session } from "../../session.ts";

const sources = join(root, "bench/peers/beam");
const compiled = join(root, "build/bench-beam");

// More than skynet's 1,111,111; the default of 262,144 would end it. The table of this size is there before a round.
const maxProcesses = 2_000_000;

// +Bd: an interrupt ends it at once instead of asking.
// Reports of crashes belong on stderr: stdout is the protocol.
const logger = "[{handler,default,logger_std_h,#{config=>#{type=>standard_error}}}]";

export const beam: readonly Peer[] = [1, 2].map(withSchedulers);

function withSchedulers(schedulers: number): Peer {
  return { name: `beam-s${schedulers}`, share: () => 1, missing, open: () => open(schedulers) };
}

function missing(): string | undefined {
  return ["erl", "erlc"].every(isOnPath) ? undefined : "erl and erlc are not on the path (Debian: apt-get install erlang-base)";
}

function isOnPath(command: string): boolean {
  return spawnSync(command, ["-version"]).error === undefined;
}

async function open(schedulers: number): Promise<Session> {
  compile();
  const flags = ["-noshell", "+Bd", "+S", `${schedulers}`, "+P", `${maxProcesses}`, "-kernel", "logger", logger];
  return openSession("erl", [...flags, "-pa", compiled, "-s", "bench", "main"]);
}

let isCompiled = false;

function compile(): void {
  if (isCompiled) return;
  mkdirSync(compiled, { recursive: true });
  const files = readdirSync(sources, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".erl"));
  execFileSync("erlc", ["-o", compiled, ...files.map((file) => join(sources, file))], { stdio: "inherit" });
  isCompiled = true;
}
