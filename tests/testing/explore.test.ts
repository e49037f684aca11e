// Exploring: what depends on the order of processes is found, and found again by its seed.

import { describe, expect, it } from "vitest";
import { ExitError, Process, exit, receive, self, send, spawn } from "../../js/index.ts";
import { ExplorationError, createTestRuntime, explore } from "../../js/testing/index.ts";

/** Fails when the second of two processes sends first. */
function* racing() {
  const parent = self();
  for (const name of ["a", "b"]) spawn(() => send(parent, name));
  if ((yield* receive()) !== "a") throw new Error("b came first");
}

const failureOf = (running: Promise<void>): Promise<ExplorationError> => running.then(() => Promise.reject(new Error("nothing failed")), (error: unknown) => error as ExplorationError);

describe("explore", () => {
  it("resolves when no order makes a difference", async () => {
    let runs = 0;
    await explore(function* () {
      runs++;
      yield* Process.sleep(60_000);
      spawn(() => {});
    });

    expect(runs).toBe(100);
  });

  it("finds an order in which a body fails, and the seed gives it again", async () => {
    const found = await failureOf(explore(racing));

    expect(found).toBeInstanceOf(ExplorationError);
    expect([found.name, found.code, (found.cause as Error).message]).toEqual(["ExplorationError", "exploration", "b came first"]);
    expect(found.message).toBe(`run ${found.run} failed, with the seed ${found.seed}: b came first`);

    const again = await failureOf(explore(racing, { runs: 1, seed: found.seed }));

    expect([again.run, again.seed]).toEqual([1, found.seed]);

    const runtime = createTestRuntime({ seed: found.seed, logger: false });
    const result = runtime.run(racing);
    await Promise.all([expect(result).rejects.toThrow("b came first"), runtime.runUntilIdle()]);
    await runtime.stop();
  });

  it("tries the same orders each time, and others with another seed", async () => {
    const seeds = await Promise.all([{}, {}, { seed: 99 }].map(async (options) => (await failureOf(explore(racing, options))).seed));

    expect(seeds[0]).toBe(seeds[1]);
    expect(seeds[2]).not.toBe(seeds[0]);
  });

  it("finds a body that waits for ever", async () => {
    const found = await failureOf(explore(function* () { yield* receive(); }));

    expect(found.message).toContain("waits for ever");
  });

  it("finds an exit, and what an async body throws", async () => {
    expect((await failureOf(explore(() => exit("boom")))).cause).toEqual(new ExitError("boom"));
    expect((await failureOf(explore(async () => Promise.reject(new RangeError("far"))))).message).toContain("far");
  });

  it("waits for nobody but the body, and leaves nothing behind", async () => {
    const left: boolean[] = [];
    await explore(function* () {
      spawn(function* () {
        try {
          for (;;) yield* Process.sleep(1);
        } finally {
          left.push(true);
        }
      });
      yield* Process.sleep(10);
    }, { runs: 3 });

    expect(left).toEqual([true, true, true]);
  });

  it.each([
    ["a body that is no function", [5], TypeError],
    ["options that are none", [() => {}, 5], TypeError],
    ["an unknown option", [() => {}, { tries: 1 }], TypeError],
    ["runs that are no number", [() => {}, { runs: "5" }], TypeError],
    ["a seed that is none", [() => {}, { seed: "5" }], TypeError],
    ["no run", [() => {}, { runs: 0 }], RangeError],
    ["a seed of more than 32 bits", [() => {}, { seed: 2 ** 40 }], RangeError],
    ["the seed that draws nothing", [() => {}, { seed: 0 }], RangeError],
  ])("refuses %s", async (_, args, type) => {
    await expect(explore(...(args as Parameters<typeof explore>))).rejects.toThrow(type);
  });
});
