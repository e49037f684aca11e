// The guard of the core: what an operation costs in calls of it and in accesses to its memory, beside what was recorded.
//
//   RECORD=1 npx vitest run --project release tests/bench/cost.test.ts       after a change that is meant to cost more, or costs less

import { describe, expect, it, vi } from "vitest";
import { programs } from "../../bench/peers/beamlet/programs.ts";
import type { Workload } from "../../bench/workload.ts";
import { core } from "../../bench/workloads.ts";
import { type Counts, counted } from "./counting-core.ts";
import { inProcess } from "./in-process.ts";
import { openRecord } from "./recorded.ts";

// The programs as they are, on a core that counts and in a time that stands still: the same counts in every run.
vi.mock("../../bindings/load/core-bytes.ts", async () => ({ coreText: (await import("./counting-core.ts")).countingText() }));
vi.mock("../../bindings/host-wasm.ts", async (original) => ({
  ...(await original<typeof import("../../bindings/host-wasm.ts")>()),
  instantiateModule: (await import("./counting-core.ts")).countingInstance,
}));
vi.mock("beamlet", async () => {
  const beamlet = await import("../../js/index.ts");
  const { createClock } = await import("../support/clock.ts");
  const runtime = beamlet.createRuntime({ clock: createClock() });
  return { ...beamlet, run: runtime.run.bind(runtime), createRuntime: () => runtime };
});

// The counts do not vary; a change that adds less than a tenth is not worth a stop.
const record = openRecord("costs", 1.1);

/** Timed ones, and none with 100,000 unwanted messages. */
const guarded = core.flat().filter(({ name, measures }) => measures === "nanoseconds" && name !== "selective");

describe("an operation takes no more calls of the core and accesses to its memory than were recorded", () => {
  it.each(guarded.map((workload) => [workload.name, workload] as const))("%s", { timeout: 60_000 }, async (name, workload) => {
    const costs = await costOf(workload);

    expect(Math.min(costs.calls, costs.loads, costs.stores), "a core that counts").toBeGreaterThan(0);
    record.check(name, { ...costs });
  });

  it("is the same cost every time", { timeout: 60_000 }, async () => {
    for (const workload of guarded.slice(0, 2)) expect(await costOf(workload)).toEqual(await costOf(workload));
  });
});

/** The difference of a round and of a smaller one, per operation: what is done once for all of them falls out. */
async function costOf(workload: Workload): Promise<Counts> {
  const [few, many] = [await countsOf(workload, 1 / 1_000), await countsOf(workload, 1 / 100)];
  const operations = workload.operations(1 / 100) - workload.operations(1 / 1_000);
  const per = (key: keyof Counts) => Math.round(((many[key] - few[key]) / operations) * 100) / 100;
  return { calls: per("calls"), loads: per("loads"), stores: per("stores") };
}

async function countsOf(workload: Workload, scale: number): Promise<Counts> {
  const before = counted();
  await workload.run(inProcess(programs), workload.operations(scale));
  const after = counted();
  return { calls: after.calls - before.calls, loads: after.loads - before.loads, stores: after.stores - before.stores };
}
