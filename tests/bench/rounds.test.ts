// How rounds are played: warm-up, what counts, and what a peer does wrong.

import { afterEach, describe, expect, it } from "vitest";
import type { Peer } from "../../bench/peer.ts";
import { rowOf } from "../../bench/row.ts";
import { newSeries, type Series } from "../../bench/series.ts";
import { openSession } from "../../bench/session.ts";
import { checked, sized, type Workload } from "../../bench/workload.ts";

/** A peer of a few lines that speaks the protocol: its program is what it does with a line. */
function peer(program: string, share = 1): Peer {
  const source = `
    console.log("ready for tests");
    require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => { ${program} });
  `;
  return { name: "a peer", share: () => share, missing: () => undefined, open: () => openSession(process.execPath, ["--eval", source]) };
}

const doubling: Workload = {
  name: "doubling",
  unit: "number",
  measures: "bytes",
  operations: sized(10),
  run: async (adapter, operations) => checked(await adapter.run("double", operations), 2 * operations),
};

const right = `console.log("ok 500 " + 2 * line.split(" ")[1] + " note=50");`;

let open: Series | undefined;

afterEach(() => open?.close());

async function played(one: Peer, rounds = 1, scale = 1): Promise<ReturnType<typeof rowOf>> {
  open = newSeries(doubling, one, scale);
  await open.open();
  await open.warmUp();
  for (let round = 0; round < rounds; round++) await open.play();
  return rowOf(open);
}

describe("a series", () => {
  it("keeps what every counted round took, and its notes, per operation", async () => {
    expect(await played(peer(right), 2)).toMatchObject({ operations: 10, rounds: [50, 50], notes: { note: [5, 5] } });
  });

  it("plays a part of the full size where the peer asks for it", async () => {
    expect(await played(peer(right, 1 / 5))).toMatchObject({ operations: 2, rounds: [250] });
  });

  it("fails for a wrong answer, and plays no further round", async () => {
    const row = await played(peer(`console.log("ok 500 1");`), 3);

    expect(row.rounds).toEqual([]);
    expect(row.failure).toBe("expected the answer 20, got 1");
  });

  it("fails with the text of what went wrong in the peer", async () => {
    expect((await played(peer(`console.log("error out of luck");`))).failure).toBe("out of luck");
  });

  it("fails when the peer ends without an answer", async () => {
    expect((await played(peer("process.exit(1);"))).failure).toContain("it ended");
  });

  it("fails when the peer cannot be started", async () => {
    const absent: Peer = { ...peer(""), open: () => openSession("no-such-command", []) };

    expect((await played(absent)).failure).toContain("ENOENT");
  });

  it("passes over what a peer prints beside its answers", async () => {
    expect((await played(peer(`console.log("by the way"); ${right}`))).rounds).toEqual([50]);
  });
});
