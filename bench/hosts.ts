// The hosts on this machine: the Node that the targets are about, and others to report beside it.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.ts";

export interface Host {
  /** "node24": what is added to a peer's name where the host is not the headline one. */
  readonly name: string;
  /** The command, and what it wants before the program's file so that the program can collect garbage. */
  readonly command: string;
  readonly flags: readonly string[];
}

const installed = join(root, "bench/peers/npm/node_modules");

/** What bench/peers/npm installs, where there is a build of it for this machine, then the Nodes that are there anyhow. */
const candidates = [
  join(installed, "node24/bin/node"),
  process.execPath,
  "node",
  join(installed, "node26/bin/node"),
  join(installed, "@deno/linux-x64-glibc/deno"),
  join(installed, "@oven/bun-linux-x64/bin/bun"),
];

/** One per kind and major version. The first is the headline: Node 24 from its npm binary, else the Node that runs this. */
export const hosts: readonly Host[] = candidates.flatMap(hostAt).filter(isFirstOfItsName);

function hostAt(command: string): readonly Host[] {
  if (command.includes("/") && !existsSync(command)) return [];
  const version = spawnSync(command, ["--version"], { encoding: "utf8" }).stdout ?? "";
  const node = /^v(\d+)/.exec(version)?.[1];
  if (node !== undefined) return [{ name: `node${node}`, command, flags: ["--expose-gc"] }];
  if (version.startsWith("deno")) return [{ name: "deno", command, flags: ["run", "--allow-all", "--v8-flags=--expose-gc"] }];
  return /^\d/.test(version) ? [{ name: "bun", command, flags: ["--expose-gc"] }] : [];
}

function isFirstOfItsName(host: Host, index: number, all: readonly Host[]): boolean {
  return all.findIndex((other) => other.name === host.name) === index;
}
