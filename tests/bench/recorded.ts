// Numbers that are recorded in a file beside the tests, and held to until they are recorded anew with RECORD=1.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { env } from "node:process";
import { fileURLToPath } from "node:url";
import { afterAll, expect } from "vitest";

export type Costs = Readonly<Record<string, number>>;

/** Opens the record of this name. Its numbers may be exceeded by a factor. */
export function openRecord(name: string, tolerance: number) {
  const file = fileURLToPath(new URL(`${name}.json`, import.meta.url));
  const isRecording = env["RECORD"] !== undefined;
  const recorded: Readonly<Record<string, Costs>> = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  const found: Record<string, Costs> = {};

  afterAll(() => {
    if (isRecording) writeFileSync(file, `${JSON.stringify(found, undefined, 2)}\n`);
  });

  /** Whether each of the costs is at most the recorded one times the tolerance. */
  function holds(key: string, costs: Costs): boolean {
    return Object.entries(costs).every(([name, cost]) => cost <= (recorded[key]?.[name] ?? -Infinity) * tolerance);
  }

  return {
    isRecording,
    holds,
    /** Fails unless it holds. */
    check(key: string, costs: Costs): void {
      found[key] = costs;
      if (!isRecording) expect(holds(key, costs), `${JSON.stringify(costs)} beside ${JSON.stringify(recorded[key])} times ${tolerance}`).toBe(true);
    },
  };
}
