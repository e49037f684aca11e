// Loops that are compiled to chunks: what they iterate, what they are charged, and what is closed when they end in between.

import { describe, expect, it } from "vitest";
import { Process, createRuntime } from "../../js/index.ts";
import { evaluate, evaluateCompiled } from "./evaluate.ts";
import { freshRuntimes } from "./fresh.ts";
import { textOf } from "./outside.ts";

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

describe("a loop over what the language iterates itself", () => {
  it.each([
    ["a Map", () => new Map([[1, 2], [3, 4]])],
    ["a Set", () => new Set([1, 2, 3])],
    ["a string", () => "a\u{1f600}b"],
    ["the arguments of a function", () => (function (..._: number[]) { return arguments; })(1, 2)],
    ["a typed array", () => Uint8Array.of(1, 2)],
  ])("takes its values, and what is added meanwhile: %s", async (_, make) => {
    const growing = "function* (list) { const seen = []; for (const x of list) { seen.push(x); if (seen.length < 5) list.add?.('new' + seen.length); if (seen.length < 5) list.set?.(seen.length, 'new'); } return seen; }";
    const plain = `function* (list) { return (${growing.replace("*", "")})(list); }`;

    for (const code of [growing, plain, growing.replaceAll("of list)", "of list.values())"), growing.replace("const x of", "const [x] of")]) {
      const expected = await fresh().run(bodyOf(code, evaluate), make() as never).catch(textOf);
      expect(await fresh().run(bodyOf(code), make() as never).catch(textOf)).toEqual(expected);
    }
  });

  it.each(["const x", "const [x]"])("asks the method that it began with, whatever becomes of it, for %s", async (head) => {
    const iterators = Object.getPrototypeOf(new Set().values()) as { next: () => IteratorResult<unknown> };
    const { next } = iterators;
    const changing = bodyOf(`function* (set, change) { const seen = []; for (${head} of set) { seen.push(x); change(); } return seen; }`) as unknown as (set: Set<string>, change: () => void) => Generator<never, unknown>;
    try {
      expect(changing(new Set(["1", "2"]), () => (iterators.next = () => ({ done: true, value: 0 }))).next().value).toEqual(["1", "2"]);
    } finally {
      iterators.next = next;
    }
  });
});

describe("an iterator is closed once, as written, when its loop is left", () => {
  const leaving: Readonly<Record<string, string>> = {
    "by the end": "for (const x of it) log(x);",
    "by a break": "for (const x of it) { log(x); break; }",
    "for a loop around": "a: for (const y of [1, 2]) for (const x of it) { log(x); continue a; }",
    "by a return": "for (const x of it) return log('value');",
    "by a return whose value throws": "for (const x of it) return fail('value');",
    "by an error": "for (const x of it) fail('body');",
    "whose values are taken apart, by the end": "for (const [x] of it) log(x);",
    "whose values are taken apart, by a break": "for (const [x] of it) { log(x); break; }",
    "whose values are taken apart, by an error": "for (const [x] of it) fail('body');",
  };
  const outcome = async (make: typeof evaluate, loop: string, isBody: boolean, onReturn: string): Promise<unknown> => {
    const log: unknown[] = [];
    const code = `function* (log) { const fail = (why) => { throw new Error(why); }; const it = { n: 0, [Symbol.iterator]() { return this; }, next() { return { done: this.n > 2, value: String(this.n++) }; }, return() { log("closed"); ${onReturn} } };
      ${isBody ? loop : `return (function () { ${loop} })();`} }`;
    const push = (value: unknown): unknown => (log.push(value), value);
    return [await fresh().run(bodyOf(code, make), push as never).catch(String), log];
  };

  it.each(Object.entries(leaving).flatMap(([how, loop]) => [true, false].flatMap((isBody) => ["return {};", "return 1;", "fail('close');"].map((onReturn) => [how, isBody ? "a body" : "a function", onReturn, loop, isBody] as const))))("%s, in %s, where it says %s", async (_how, _where, onReturn, loop, isBody) => {
    expect(await outcome(evaluateCompiled, loop, isBody, onReturn)).toEqual(await outcome(evaluate, loop, isBody, onReturn));
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
