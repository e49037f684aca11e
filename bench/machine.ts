// Where and on what a run took place: a number without it says nothing.

import { execFileSync } from "node:child_process";
import { cpus, loadavg, release, totalmem, type } from "node:os";
import { root } from "./root.ts";

/** The host: its processor, memory and system. */
export function host(): string {
  const processors = cpus();
  return `${processors[0]?.model.trim() ?? "unknown processor"} × ${processors.length}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}`;
}

/** The commit that was measured, and whether the files were those of the commit. */
export function commit(): string {
  try {
    const hash = git("rev-parse", "--short", "HEAD");
    return git("status", "--porcelain") === "" ? hash : `${hash} with changes`;
  } catch {
    return "none";
  }
}

/** The load of the last minute: above 1 before the run, others were at work as well. */
export function load(): string {
  return (loadavg()[0] ?? 0).toFixed(2);
}

function git(...gitArguments: readonly string[]): string {
  return execFileSync("git", gitArguments, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
}
