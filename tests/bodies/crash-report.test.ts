// What is reported of a body that fails.

import { describe, expect, it } from "vitest";
import { Process, createRuntime, exit, receive, self, spawn } from "../../js/index.ts";
import type { Runtime } from "../../js/index.ts";
import { settled } from "../support/clock.ts";

describe("a crash report", () => {
  /** The reports of a runtime in which `body` runs. */
  async function reports(body: (world: Runtime) => unknown): Promise<string[]> {
    const lines: string[] = [];
    const note = (level: string) => (message: string) => void lines.push(`${level}: ${message}`);
    const world = createRuntime({ logger: { debug: note("debug"), info: note("info"), warn: note("warn"), error: note("error") } });
    world.spawn(() => body(world));
    await settled(world);
    return lines;
  }

  it("tells the process, its label, the error with its stack and its links, at level error, once", async () => {
    const [report = "", ...others] = await reports(() => {
      Process.setLabel("cart 17");
      Process.link(spawn(() => receive()));
      throw new RangeError("too much");
    });

    expect(others).toEqual([]);
    expect(report).toMatch(/^error: Process #PID<0\.\d+\.\d+> \(cart 17\) /);
    expect(report).toContain("RangeError");
    expect(report).toContain("too much");
    expect(report).toMatch(/\n.*(crash-report\.test\.ts|suite\.js):\d+/);
    expect(report).toMatch(/Links: #PID<0\.\d+\.\d+>/);
  });

  it("tells the name, the thrown value and the cause", async () => {
    const [thrown] = await reports(() => { Process.register(self(), "shop"); throw { code: 7 }; });
    const [caused] = await reports(async () => Promise.reject(new Error("outer", { cause: "inner" })));

    expect(thrown).toContain("shop");
    expect(thrown).toContain("{ code: 7 }");
    expect(caused).toContain("inner");
  });

  it.each([["normal"], ["shutdown"], [{ shutdown: 1 }], ["some reason"]])("is not written for exit(%s), as on the BEAM", async (reason) => {
    expect(await reports(() => exit(reason))).toEqual([]);
    expect(await reports(async () => exit(reason))).toEqual([]);
  });

  it("is not written for those who die of their links, nor for one whose error run rejects with", async () => {
    const lines = await reports((world) => {
      Process.link(spawn(() => receive()));
      world.run(() => { throw new Error("told to the caller"); }).catch(() => {});
      exit("broken");
    });

    expect(lines).toEqual([]);
  });
});
