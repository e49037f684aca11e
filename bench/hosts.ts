// The Nodes on this machine: the one the targets are about, and others to report beside it.

import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

export interface Host {
  readonly path: string;
  /** "node24": what is added to a peer's name where the host is not the headline one. */
  readonly name: string;
}

/** Node 24 from its npm binary, the Node that runs this, the Node on the path: one per major version, the headline first. */
export const hosts: readonly Host[] = [node24(), process.execPath, "node"].flatMap(hostAt).filter(isFirstOfItsName);

function node24(): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve("node24/package.json")), "bin/node");
  } catch {
    // Its package is for one platform; elsewhere the Node that runs this is the headline.
    return process.execPath;
  }
}

function hostAt(path: string): readonly Host[] {
  const version = spawnSync(path, ["--version"], { encoding: "utf8" });
  const major = /^v(\d+)/.exec(version.stdout ?? "")?.[1];
  return major === undefined ? [] : [{ path, name: `node${major}` }];
}

function isFirstOfItsName(host: Host, index: number, all: readonly Host[]): boolean {
  return all.findIndex((other) => other.name === host.name) === index;
}
