// The list of studies, and how one is carried out: its program in a process of its own, on the headline host.

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { hosts } from "./hosts.ts";
import { root } from "./root.ts";
import type { Study } from "./study.ts";

/** In the order of the page. Each is the program of its name in bench/studies. */
export const studies: readonly string[] = ["memory", "growth", "copy", "start-up", "size", "fairness", "preemption", "packages"];

// What ten million processes hold is more than V8 allows by itself on a small machine. 12 GB is a limit, not a need.
const flags = ["--expose-gc", "--max-old-space-size=12288"];

export async function carryOut(name: string, scale: number): Promise<Study> {
  const program = join(root, "build/bench/studies", `${name}.js`);
  const { stdout } = await promisify(execFile)(hosts[0]?.command ?? "node", [...flags, program, `${scale}`], { maxBuffer: 1e8 });
  const answer: Study = JSON.parse(stdout.slice(stdout.lastIndexOf("\n", stdout.length - 2) + 1));
  return answer;
}
