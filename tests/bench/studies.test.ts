// Every study at a tiny size: it comes to an answer, and the answer has what the page and the targets take from it.

import { env } from "node:process";
import { describe, expect, it } from "vitest";
import { carryOut, studies } from "../../bench/studies.ts";
import { targets } from "../../bench/targets.ts";
import { isBuilt } from "./built.ts";

if (!isBuilt()) {
  it("comes to an answer", (test) => {
    if (env["CI"] !== undefined) expect.fail("dist/ is missing or older than its sources, and CI must run the studies");
    test.skip("dist/ is missing or older than its sources: make build");
  });
} else {
  describe.each(studies)("the study %s", (name) => {
    it("comes to an answer", { timeout: 120_000 }, async () => {
      const study = await carryOut(name, 1 / 1_000);

      expect(study.name).toBe(name);
      expect(study.rows.length).toBeGreaterThan(0);
      for (const row of study.rows) expect(row).toHaveLength(study.headings.length);
      for (const { curves } of study.charts) {
        for (const { points } of curves) expect(points.length).toBeGreaterThan(1);
        for (const [x, y] of curves.flatMap(({ points }) => points)) expect([x > 0, y > 0]).toEqual([true, true]);
      }
      expect(Object.values(study.figures).filter((figure) => !Number.isFinite(figure) || figure === 0)).toEqual([]);
      const met = targets.filter(({ reached }) => reached({ ...nothing, studies: [study] }) !== undefined);
      // Ten million processes are counted at the full size only, and packages have no target.
      expect(met.length > 0 || ["growth", "memory", "packages"].includes(name)).toBe(true);
    });
  });
}

const nothing = { host: "", commit: "", peers: {}, rounds: 1, scale: 1, load: ["0", "0"] as const, rows: [], studies: [] };
