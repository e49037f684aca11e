// Every workload on every peer that this machine has, at a tiny size: a benchmark that answers wrongly measures nothing.

import { env } from "node:process";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Peer } from "../../bench/peer.ts";
import { programs as genServer } from "../../bench/peers/beamlet-gen-server/programs.ts";
import { programs as generators } from "../../bench/peers/beamlet/programs.ts";
import { programs as floor } from "../../bench/peers/floor/programs.ts";
import { peers } from "../../bench/peers.ts";
import type { Program } from "../../bench/serve.ts";
import type { Session } from "../../bench/session.ts";
import { type Adapter, WrongAnswerError } from "../../bench/workload.ts";
import { workloads } from "../../bench/workloads.ts";
import { inProcess } from "./in-process.ts";

// The programs import the package as users do. Here that is the source.
vi.mock("beamlet", () => import("../../js/index.ts"));

const SCALE = 1 / 10_000;

/** What this process can run by itself. */
const local: Readonly<Record<string, Readonly<Record<string, Program>>>> = { beamlet: generators, "beamlet-gen-server": genServer, floor };

/** What others run, each in its process. */
const remote = peers.filter(({ name }) => local[name] === undefined && !name.startsWith("beamlet-"));

beforeAll(() => {
  // The programs about memory collect garbage, as the harness lets them.
  setFlagsFromString("--expose-gc");
  globalThis.gc ??= runInNewContext("gc");
});

describe.each(Object.entries(local))("%s", (name, programs) => {
  const adapter = inProcess(programs);

  it.each(shared(peerOf(name)))("answers %s", async (_name, workload) => {
    await expect(workload.run(adapter, workload.operations(SCALE))).resolves.toBeDefined();
  });

  it("has a program for nothing else", async () => {
    const asked = new Set<string>();
    const asking: Adapter = {
      run(program) {
        asked.add(program);
        return Promise.reject(new WrongAnswerError(0, 0));
      },
    };
    for (const [, workload] of shared(peerOf(name))) await workload.run(asking, workload.operations(SCALE)).catch(() => {});

    expect(Object.keys(programs).sort()).toEqual([...asked].sort());
  });
});

describe.each(remote.map((peer) => [peer.name, peer] as const))("%s", (name, peer) => {
  const missing = peer.missing();

  if (missing !== undefined) {
    it("answers every workload", (test) => {
      if (env["CI"] !== undefined && name.startsWith("beam-")) expect.fail(missing);
      test.skip(missing);
    });
    return;
  }

  let session: Session;
  beforeAll(async () => {
    session = await peer.open();
  }, 60_000);
  afterAll(() => session.close());

  it.each(shared(peer))("answers %s", { timeout: 60_000 }, async (_name, workload) => {
    await expect(workload.run(session, workload.operations(SCALE))).resolves.toBeDefined();
  });
});

describe.each(workloads.map((workload) => [workload.name, workload] as const))("%s", (_name, workload) => {
  it("takes no other answer than the right one", async () => {
    const right = await answerOf(workload.operations(SCALE));
    const wrong: Adapter = { run: async () => ({ amount: 1, answer: right + 1, notes: new Map() }) };

    await expect(workload.run(wrong, workload.operations(SCALE))).rejects.toBeInstanceOf(WrongAnswerError);
  });

  it("is of its full size at a scale of 1, and of one step at least at any other", () => {
    expect(workload.operations(1)).toBeGreaterThanOrEqual(1_000);
    expect(workload.operations(1e-9)).toBeGreaterThan(0);
  });

  async function answerOf(operations: number): Promise<number> {
    return (await workload.run(inProcess(generators), operations)).answer;
  }
});

function peerOf(name: string): Peer {
  const peer = peers.find((one) => one.name === name);
  if (peer === undefined) throw new Error(`there is no peer ${name}`);
  return peer;
}

function shared(peer: Peer) {
  return workloads.filter(({ name }) => peer.share(name) > 0).map((workload) => [workload.name, workload] as const);
}
