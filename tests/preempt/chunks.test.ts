// Loops that are compiled to chunks: what they iterate, what they are charged, and what is closed when they end in between.

import { describe, expect, it } from "vitest";
import { Process, createRuntime } from "../../js/index.ts";
import { evaluate, evaluateCompiled } from "./evaluate.ts";
import { freshRuntimes } from "./fresh.ts";

type Body = (...values: never[]) => Generator<never, unknown>;

const fresh = freshRuntimes(createRuntime);
const bodyOf = (code: string, make = evaluateCompiled): Body => make(`exports.body = ${code};`)["body"] as unknown as Body;

const summing = "function* (list) { const seen = []; for (const x of list) seen.push(x); return seen; }";

describe("a loop over an array", () => {
  it("goes through a long one whole, over many turns", async () => {
    const list = Array.from({ length: 100_000 }, (_, n) => n);

    expect(await fresh({ reductions: 100 }).run(bodyOf(summing), list as never)).toEqual(list);
  });

  it.each([
    ["that yields what its class says", () => new (class extends Array<number> { override *[Symbol.iterator](): ArrayIterator<number> { yield 5; } })(1, 2)],
    ["that yields what it says itself", () => Object.assign([1, 2], { [Symbol.iterator]: () => [7].values() })],
    ["with holes", () => [1, , 3]],
    ["behind a proxy", () => new Proxy([1, 2], {})],
  ])("takes what it yields as written: one %s", async (_, list) => {
    const expected = await fresh().run(bodyOf(summing, evaluate), list() as never);

    expect(await fresh().run(bodyOf(summing), list() as never)).toEqual(expected);
  });

  it("asks a proxy what it is asked as written, in that order", async () => {
    const asked = async (make: typeof evaluate): Promise<unknown[]> => {
      const keys: unknown[] = [];
      await fresh().run(bodyOf(summing, make), new Proxy([1, 2], { get: (list, key) => (keys.push(key), Reflect.get(list, key)) }) as never);
      return keys;
    };

    expect(await asked(evaluateCompiled)).toEqual(await asked(evaluate));
  });

  it("takes what the iterators of arrays yield when somebody has changed them", async () => {
    const iterators = Object.getPrototypeOf([].values()) as { next: () => IteratorResult<unknown> };
    const { next } = iterators;
    const compiled = bodyOf(summing)([1, 2] as never);
    iterators.next = function () {
      const step = next.call(this);
      return step.done === true ? step : { done: false, value: -(step.value as number) };
    };
    try {
      expect(compiled.next().value).toEqual([-1, -2]);
    } finally {
      iterators.next = next;
    }
  });

  it.each([["undefined", undefined], ["a number", 5], ["an object", {}]])("refuses what cannot be iterated: %s", async (_, value) => {
    await expect(fresh().run(bodyOf(summing), value as never)).rejects.toThrow(TypeError);
  });
});

describe("a loop is charged", () => {
  const charged = async (loop: string): Promise<number> =>
    (await fresh().run(bodyOf(`function* () { const list = Array.from({ length: 10 }, () => 1); for (let n = 0; n < 1_000; n++) { ${loop} } return Process.info(self()).reductions; }`))) as number;

  it.each([
    ["runs to its end", "for (const x of list);"],
    ["is broken out of", "let k = 0; for (;;) if (k++ === 10) break;"],
    ["goes on with a loop around", "a: for (const y of [1]) { let k = 0; while (true) if (k++ === 10) continue a; }"],
    ["returns", "yield* (function* () { let k = 0; do if (k++ === 10) return; while (true); })();"],
  ])("for its iterations when it %s", async (_, loop) => {
    expect(await charged(loop)).toBeGreaterThan(11_000);
  });
});

describe("the iterator of a loop", () => {
  it("is closed when its process is told to end between two chunks", async () => {
    const runtime = fresh();
    const log: string[] = [];
    const endless = { [Symbol.iterator]: () => ({ next: () => ({ done: false, value: 1 }), return: () => (log.push("closed"), {}) }) };
    const pid = runtime.spawn(bodyOf("function* (list) { let n = 0; for (const x of list) n += x; }"), endless as never);
    await new Promise((resolve) => setTimeout(resolve, 5));
    Process.exit(pid, "shutdown");
    await runtime.idle();

    expect(log).toEqual(["closed"]);
  });
});
