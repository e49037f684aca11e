// The pass never changes what a program computes: random programs run as they are and compiled, with the same trace.

import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { counting } from "../../js/counting.ts";
import { createRuntime, preemption } from "../../js/index.ts";
import { compiled, evaluate } from "./evaluate.ts";
import { outsideOf, textOf } from "./outside.ts";
import { print, printBody, program } from "./program.ts";

type Command = readonly ["next" | "throw" | "return", unknown];

const commands: fc.Arbitrary<readonly Command[]> = fc
  .array(fc.tuple(fc.constantFrom("next", "next", "next", "throw", "return"), fc.integer({ min: 0, max: 9 })), { maxLength: 12 })
  .map((list) => [["next", 0], ...list] as const) as fc.Arbitrary<readonly Command[]>;

const runtime = createRuntime({ logger: false, reductions: 1, longTurnMs: Infinity });

afterAll(() => runtime.stop());

/** Evaluates a program with a trace. `disturb` is called again and again: it has the next check spend. */
function load(code: string, isCompiled: boolean, disturb: () => void): { readonly trace: unknown[]; readonly exports: Record<string, never> } {
  const trace: unknown[] = [];
  Object.assign(globalThis, { trace, disturb, outside: outsideOf(trace) });
  const exports = evaluate(`const { trace, disturb, outside } = globalThis; ${isCompiled ? compiled(code) : code}`);
  return { trace, exports };
}

let disturbances = 0;

/** Leaves the next loop no more than two iterations, and every chunk after that one. */
const spendNext = (): void => {
  preemption.left = disturbances++ % 3;
  counting.firstChunk = 1;
};

const RUNS = { numRuns: 1_000 };

describe("a compiled program", () => {
  it("that is asked for its values by host code yields, returns, throws and does the same", () => {
    fc.assert(
      fc.property(program, commands, (source, list) => {
        const code = print(source, true);
        const [plain, other] = [load(code, false, () => {}), load(code, true, spendNext)];
        const drive = (exports: Record<string, never>): unknown => (exports["drive"] as unknown as (commands: readonly Command[]) => unknown)(list);

        expect(drive(other.exports)).toEqual(drive(plain.exports));
        expect(other.trace).toEqual(plain.trace);
      }),
      RUNS,
    );
  });

  it.each([
    ["a plain function", (drive: () => unknown) => () => drive()],
    ["a generator", (drive: () => unknown) => function* () { return drive(); }],
    ["an async function", (drive: () => unknown) => async () => drive()],
  ])("that is asked for its values inside a process, whose body is %s, does the same", async (_, bodyOf) => {
    await fc.assert(
      fc.asyncProperty(program, commands, async (source, list) => {
        const code = print(source, true);
        const [plain, other] = [load(code, false, () => {}), load(code, true, spendNext)];
        const drive = (exports: Record<string, never>): unknown => (exports["drive"] as unknown as (commands: readonly Command[]) => unknown)(list);

        expect(await runtime.run(bodyOf(() => drive(other.exports)))).toEqual(drive(plain.exports));
        expect(other.trace).toEqual(plain.trace);
      }),
      { numRuns: 300 },
    );
  });

  it("that is the body of a process returns, throws and does the same, however often its turn is taken", async () => {
    let turns = 0;
    await fc.assert(
      fc.asyncProperty(program, async (source) => {
        const code = printBody(source);
        const [plain, other] = [load(code, false, () => {}), load(code, true, spendNext)];
        const outcome = (exports: Record<string, never>): Promise<unknown> => runtime.run(exports["main"] as unknown as () => unknown).then((value) => ["returned", value], (error: unknown) => ["threw", textOf(error)]);

        expect(await outcome(other.exports)).toEqual(await outcome(plain.exports));
        expect(other.trace).toEqual(plain.trace);
        turns += other.trace.length;
      }),
      RUNS,
    );
    expect(turns).toBeGreaterThan(RUNS.numRuns);
  });

  it("that is closed while it runs does the same cleanup", async () => {
    await fc.assert(
      fc.asyncProperty(program, fc.integer({ min: 0, max: 30 }), async (source, when) => {
        // Blocks for ever at one of its steps, and is told to end there.
        const code = `${printBody(source)} exports.main = function* () { try { yield* main(1); } finally { trace.push("closed"); for (const x of [1, 2, 3]) log(x); } yield* Process.sleep(Infinity); };`.replaceAll("function* step(n) {", "function* step(n) { if (!ending && --steps < 0) { ending = true; yield* Process.sleep(Infinity); }").replace("let fuel", `let steps = ${when % 4}, ending = false, fuel`);
        const [plain, other] = [load(code, false, () => {}), load(code, true, spendNext)];
        for (const { exports } of [plain, other]) {
          const ended = createRuntime({ logger: false, reductions: 1 });
          ended.run(exports["main"] as unknown as () => unknown).catch(() => {});
          while (ended.stats().runnable > 0) await new Promise((resolve) => setImmediate(resolve));
          await ended.stop();
        }

        expect(other.trace).toEqual(plain.trace);
      }),
      { numRuns: 300 },
    );
  });
});
