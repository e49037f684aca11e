// A peer prints its answers and nothing else, so that nothing stands amid the lines of the tour, which passes on what a peer prints.

import { spawnSync } from "node:child_process";
import { execPath } from "node:process";
import { describe, expect, it } from "vitest";
import { mainOf } from "../../bench/peers/javascript.ts";
import { isBuilt } from "./built.ts";

/** A machine so slow that every turn is a long one. */
const slow = "data:text/javascript,let time = 0; performance.now = () => (time += 100);";

describe.skipIf(!isBuilt())("the library as a peer", () => {
  it("reports no turns that take long on a slow machine", { timeout: 30_000 }, () => {
    const { stdout, stderr } = spawnSync(execPath, ["--import", slow, mainOf("beamlet")], { input: "ping-pong 1000\nring 10 10\nskynet 1\n", encoding: "utf8" });

    expect(stdout.trim().split("\n").map((line) => line.split(" ")[0])).toEqual(["ready", "ok", "ok", "ok"]);
    expect(stderr).toBe("");
  });
});
