// The guard of the whole: the time that the built library takes, as a multiple of the floor's, beside what was recorded. It is the
// ratio of the least of many short rounds in turns, and the best of several tries: what is left when a busy machine has had its share.
//
//   RECORD=1 npx vitest run --project release tests/bench/pace.test.ts       after a change that is meant to take more, or takes less

import { env } from "node:process";
import { describe, expect, it } from "vitest";
import type { Peer } from "../../bench/peer.ts";
import { beamlet } from "../../bench/peers/beamlet/peer.ts";
import { floor } from "../../bench/peers/floor/peer.ts";
import type { Workload } from "../../bench/workload.ts";
import { call } from "../../bench/workloads/call.ts";
import { fanIn100 } from "../../bench/workloads/fan-in.ts";
import { pingPong } from "../../bench/workloads/ping-pong.ts";
import { ring } from "../../bench/workloads/ring.ts";
import { skynet } from "../../bench/workloads/skynet.ts";
import { spawn } from "../../bench/workloads/spawn.ts";
import { isBuilt } from "./built.ts";
import { openRecord } from "./recorded.ts";

const TRIES = 5;
const ROUNDS = 60;

// Recorded on Node 20, the oldest; on Node 24 calls take a third less of the floor. Nothing but a regression doubles it.
const record = openRecord("paces", 2);

if (!isBuilt()) {
  it("keeps its pace", (test) => {
    if (env["CI"] !== undefined) expect.fail("dist/ is missing or older than its sources, and CI must measure it");
    test.skip("dist/ is missing or older than its sources: make build");
  });
} else {
  describe("the library keeps its pace beside the floor", () => {
    it.each([pingPong, ring, fanIn100, call, spawn, skynet].map((workload) => [workload.name, workload] as const))("%s", { timeout: 300_000 }, async (name, workload) => {
      let times = Infinity;
      for (let tries = TRIES; tries > 0 && (record.isRecording || !record.holds(name, { times })); tries--) times = Math.min(times, await timesTheFloor(workload));

      record.check(name, { times: Math.round(times * 10) / 10 });
    });
  });
}

/** The least of what rounds of some milliseconds took, in processes of their own, over the floor's least. */
async function timesTheFloor(workload: Workload): Promise<number> {
  const sessions = await Promise.all([beamlet, floor].map(([peer]) => opened(peer)));
  const operations = workload.operations(1 / 100);
  const least = sessions.map(() => Infinity);
  try {
    for (let round = 0; round < ROUNDS; round++) {
      for (const [index, session] of sessions.entries()) least[index] = Math.min(least[index] ?? 0, (await workload.run(session, operations)).amount);
    }
  } finally {
    for (const session of sessions) await session.close();
  }
  return (least[0] ?? NaN) / (least[1] ?? NaN);
}

function opened(peer: Peer | undefined) {
  if (peer === undefined) throw new Error("there is no host to run on");
  return peer.open();
}
