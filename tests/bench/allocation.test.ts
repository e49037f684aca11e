// The guard of the JavaScript side: the bytes of its heap that an operation takes, beside what was recorded.
//
//   RECORD=1 npx vitest run --project release tests/bench/allocation.test.ts       after a change that is meant to take more, or takes less

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { beforeAll, describe, it, vi } from "vitest";
import { programs } from "../../bench/peers/beamlet/programs.ts";
import { median } from "../../bench/stats.ts";
import type { Workload } from "../../bench/workload.ts";
import { call } from "../../bench/workloads/call.ts";
import { fanIn100 } from "../../bench/workloads/fan-in.ts";
import { pingPong } from "../../bench/workloads/ping-pong.ts";
import { ring } from "../../bench/workloads/ring.ts";
import { spawn } from "../../bench/workloads/spawn.ts";
import { inProcess } from "./in-process.ts";
import { openRecord } from "./recorded.ts";

// The programs import the package as users do. Here that is the source.
vi.mock("beamlet", () => import("../../js/index.ts"));

const ROUNDS = 60;

// Versions of V8 differ in the size of a generator and of what they optimize away. An object more for each message is seen.
const record = openRecord("allocations", 1.5);

beforeAll(() => {
  setFlagsFromString("--expose-gc");
  globalThis.gc ??= runInNewContext("gc");
});

describe("an operation allocates no more than was recorded", () => {
  it.each([pingPong, ring, fanIn100, call, spawn].map((workload) => [workload.name, workload] as const))("%s", { timeout: 60_000 }, async (name, workload) => {
    record.check(name, { bytes: Math.round(await bytesOf(workload)) });
  });
});

/** The middle of many rounds, so short that few of them see a garbage collection, and so many that most are of compiled code. */
async function bytesOf(workload: Workload): Promise<number> {
  const adapter = inProcess(programs);
  const operations = workload.operations(1 / 1_000);
  const taken: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    await workload.run(adapter, operations);
    taken.push((process.memoryUsage().heapUsed - before) / operations);
  }
  return median(taken);
}
