// A body as written and compiled, measured in turns.

import { execFile } from "node:child_process";
import { join } from "node:path";
import { execPath } from "node:process";
import { promisify } from "node:util";
import { root } from "./root.ts";

/** Times that each is measured in a process of its own, and what is measured in it, at full size. */
export const TIMES = 4;
const ROUNDS = 12;
const ROUND_MS = 60;

/** The least nanoseconds an iteration of the body that two files export by that name. */
export async function compare(written: string, compiled: string, name: string, scale: number): Promise<readonly [written: number, compiled: number]> {
  const least = [Infinity, Infinity];
  for (let time = 0; time < Math.max(1, Math.round(TIMES * scale)); time++) {
    for (const [which, file] of [written, compiled].entries()) least[which] = Math.min(least[which] as number, await timed(file, name, scale));
  }
  return [least[0] as number, least[1] as number];
}

async function timed(file: string, name: string, scale: number): Promise<number> {
  const rounds = Math.max(1, Math.round(ROUNDS * scale));
  const { stdout } = await promisify(execFile)(execPath, [join(root, "build/bench/time-body.js"), file, name, `${rounds}`, `${Math.max(0.2, ROUND_MS * scale)}`]);
  return Number(stdout);
}

/** What compiling adds, as the tables say it. */
export function more([written, compiled]: readonly [written: number, compiled: number]): string {
  return `${(100 * (compiled / written - 1)).toFixed(1)} %`;
}
