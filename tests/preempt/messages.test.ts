// Messages that are written in the call that sends them: which of them are given away, and that nobody can tell.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRuntime, isPid, isRef, preemption, share } from "../../js/index.ts";
import { transform } from "../../js/preempt/transform.ts";
import { evaluateModule } from "./evaluate.ts";
import { freshRuntimes } from "./fresh.ts";

const fresh = freshRuntimes(createRuntime);

const compile = (code: string, filename = "file.js"): string => transform(code, { filename, isIncluded: true, format: "module" }).code;

/** What a call of `send(to, MESSAGE)` in a function asks of its message; undefined when it is sent as ever. */
function askedOf(message: string, head = 'import { send } from "beamlet";'): string[] | undefined {
  const code = compile(`${head} function a() { send(to, ${message}); }`);
  const asked = /var \$beamletTries0 = 8; .* if \(\$beamlet\.gifts\.isPid\(to\)\) (.*) \$beamletTries0--; \} send\(to, message\); \}/.exec(code)?.[1];
  if (asked === undefined) return undefined;
  expect(asked).toContain("return $beamlet.gifts.give(to, message);");
  expect(code).toContain(`function a() { $beamletSend0(to, ${message}); }`);
  return [...asked.matchAll(/isOwn\(message(.*?)\) \? 0/g)].map(([, path]) => path as string);
}

describe("a message is given away", () => {
  it.each([
    ["that holds what is plain whatever happens", '{ a: 1, b: "c", d: `${e}`, f: -g, h: i + j, k: null, l: true, m: 2n, o: p++, q: typeof r }', []],
    ["when its values turn out to be plain", "{ a, b: c.d, e: f() }", [".a", ".b", ".e"]],
    ["that is a list", '["a", b, 1]', ["[1]"]],
    ["with records and lists in it", "{ a: { b: [c, { d }] }, 'e f': { 'g': h } }", [".a.b[0]", ".a.b[1].d", '["e f"].g']],
    ["with comments in it", '{ a, /* b */ c /* d */ }', [".a", ".c"]],
    ["that is empty", "{}", []],
  ])("%s", (_, message, asked) => {
    expect(askedOf(message)).toEqual(asked);
  });

  it("beside types", () => {
    const code = compile('import { type Pid, send } from "beamlet"; function a(to: Pid<B>, n: 1) { send<B>(to, ({ n: n!, l: [] as C } as const) satisfies B); }', "file.ts");

    expect(code).toContain('function $beamletSend0<Message = any>(to: any, message: Message | any) { if ($beamletTries0 > 0) { if ($beamlet.gifts.isPid(to)) { const objects = ($beamlet.gifts.isOwn(message.n) ? 0 : 1); ');
    expect(code).toContain("$beamletSend0<B>(to, ({ n: n!, l: [] as C } as const) satisfies B)");
  });

  it("under the name that the file has `send` under", () => {
    const code = compile('import { send as tell } from "beamlet"; const a = async (b) => tell(b, { c: 1 });');

    expect(code).toContain("$beamletTries0--; } tell(to, message); }");
    expect(code).toContain("const a = async (b) => $beamletSend0(b, { c: 1 });");
  });

  it.each([
    ["that is no literal", "a"],
    ["that is plain", "1"],
    ["that spreads another", "{ ...a }"],
    ["that is a list which does", "[...a]"],
    ["with a hole", "[1, , 2]"],
    ["with a computed key", "{ [a]: 1 }"],
    ["with a number as a key", "{ 1: a }"],
    ["with a method", "{ a() {} }"],
    ["with a getter", "{ get a() { return 1; } }"],
    ["with a key twice", "{ a: [b], a: c }"],
    ["with a prototype", "{ __proto__: a }"],
    ["one in it with a prototype", "{ a: { '__proto__': b } }"],
    ["so large that its copy might be charged", `[${"a, ".repeat(32)}]`],
    ["with something behind it", "{}, 1"],
  ])("but not one %s", (_, message) => {
    expect(askedOf(message)).toBeUndefined();
  });

  it.each([
    ["from elsewhere", 'import { send } from "a";'],
    ["that is not imported", ""],
    ["that is bound again", 'import { send } from "beamlet"; function b(send) {}'],
    ["that is taken out of something", 'import { send } from "beamlet"; function b({ send }) {}'],
    ["that text may bind", 'import { send } from "beamlet"; function b() { eval(""); }'],
    ["that is another function", 'import { receive as send } from "beamlet";'],
    ["that is called if it is there", 'import { send } from "beamlet"; send?.(1, 2);'],
  ])("nor by a `send` %s", (_, head) => {
    expect(askedOf("{ a: 1 }", head)).toBeUndefined();
  });

  it.each(["to", "message", "objects"])("nor under the name %s, which means something else in what is written for a call", (name) => {
    const call = `${name}(pid, { a: 1 })`;

    expect(compile(`import { send as ${name} } from "beamlet"; function a(pid) { for (;;) ${call}; }`)).toContain(` ${call};`);
  });

  it("nor by code of a class, or of a file that has not opted in", () => {
    expect(compile('import { send } from "beamlet"; class A { a = send(b, { c: 1 }); }')).not.toContain("$beamletSend");
    expect(transform('import { send } from "beamlet"; function a() { send(b, { c: 1 }); } function d() { "use beamlet"; for (;;); }', { format: "module" }).code).not.toContain("$beamletSend");
  });
});

/** What a literal is printed from: names stand for values made elsewhere. */
const literal: fc.Arbitrary<string> = fc.letrec<{ literal: string; value: string }>((tie) => ({
  literal: fc.oneof(
    fc.array(fc.tuple(fc.constantFrom("a", "b", "c", "'d e'", "f", "toString"), tie("value")), { maxLength: 4 }).map((fields) => `{ ${fields.map(([key, value]) => `${key}: ${value}`).join(", ")} }`),
    fc.array(tie("value"), { maxLength: 4 }).map((items) => `[${items.join(", ")}]`),
  ),
  value: fc.oneof(
    { maxDepth: 3 },
    { weight: 6, arbitrary: fc.constantFrom("1", '"text"', "number", "text", "pid", "ref", "nothing", "kept", "-number", "`${text}!`", "number++", "yield* pass(number)", "-0", "NaN") },
    { weight: 2, arbitrary: fc.constantFrom("record", "list", "map", "record", "registered") },
    { weight: 1, arbitrary: fc.constantFrom("symbol", "code", "getter") },
    { weight: 3, arbitrary: tie("literal") },
  ),
})).literal;

const destination = fc.constantFrom("self()", "self()", "self()", "'nobody'", "alias", "dead", "5", "unknown.pid");

describe("a compiled program that sends literals", () => {
  const programOf = (to: string, message: string): string => `
    import { send, self, receive, Process, spawn, makeRef } from "beamlet";
    exports.main = function* ({ record, list, map, kept, symbol, registered, code, unknown }) {
      let number = 7;
      const text = "t", pid = self(), ref = makeRef(), nothing = undefined, alias = Process.alias(), dead = spawn(() => {});
      const getter = { get a() { return record; } };
      function* pass(value) { yield* Process.sleep(0); return value; }
      try { send(${to}, ${message}); } catch (error) { return [error.name, error.message, number]; }
      record.changed = true; list.push("changed"); map.set("changed", 1); number = 0;
      send(self(), "last");
      const got = yield* receive();
      if (got !== "last") yield* receive();
      return [got, holds(got, record), holds(got, list), holds(got, map), holds(got, kept), holds(got, pid), holds(got, ref), Object.getPrototypeOf(got) === Object.prototype];
    };
    function holds(value, wanted) { return value === wanted || (typeof value === "object" && value !== null && Object.values(value).some((one) => holds(one, wanted))); }`;

  it("sends what it sends as it is written, and throws what it throws", async () => {
    const strangers = { pid: fresh().spawn(() => {}) };
    const { counts, restore } = countGifts();
    try {
      await fc.assert(
        fc.asyncProperty(destination, literal, async (to, message) => {
          const code = programOf(to, message);
          const outcome = (source: string): Promise<unknown> => {
            const outside = { record: { a: { b: 1 } }, list: [{ a: 1 }], map: new Map<unknown, unknown>([["a", {}]]), kept: share({ a: 1 }), symbol: Symbol("own"), registered: Symbol.for("all"), code: () => 1, unknown: strangers };
            return fresh().run(evaluateModule(source)["main"] as unknown as (outside: object) => unknown, outside);
          };
          const [plain, other] = [await outcome(code), await outcome(compile(code))];

          expect(namesOf(other)).toEqual(namesOf(plain));
        }),
        { numRuns: 500 },
      );
    } finally {
      restore();
    }
    expect(counts.give).toBeGreaterThan(50);
    expect(counts.part).toBeGreaterThan(20);
  });

  it("gives the receiver an object that the sender has not", async () => {
    const code = compile(`
      import { send, receive, self } from "beamlet";
      exports.main = function* () {
        const list = [1];
        for (let n = 0; n < 3; n++) send(self(), { n, list, me: self() });
        list.push(2);
        const got = [yield* receive(), yield* receive(), yield* receive()];
        got[0].list.push(3);
        return got;
      };`);
    const got = await fresh().run(evaluateModule(code)["main"] as unknown as () => Generator<never, { n: number; list: number[]; me: unknown }[]>);

    expect(got.map(({ n, list }) => ({ n, list }))).toEqual([{ n: 0, list: [1, 3] }, { n: 1, list: [1] }, { n: 2, list: [1] }]);
    expect(got.every(({ me }) => isPid(me))).toBe(true);
  });
});

describe("a message with one object made elsewhere", () => {
  it("is given away with a copy of that object", async () => {
    const { counts, restore } = countGifts();
    try {
      const code = compile(`
        import { send, receive, self } from "beamlet";
        exports.main = function* (order) {
          send(self(), { type: "order", from: self(), order, parts: [1, { "a b": 2 }] });
          order.lines.push(2);
          return yield* receive();
        };`);
      const got = await fresh().run(evaluateModule(code)["main"] as unknown as (order: unknown) => Generator<never, unknown>, { lines: [1] });

      expect(got).toMatchObject({ type: "order", order: { lines: [1] }, parts: [1, { "a b": 2 }] });
      expect(counts).toEqual({ part: 1, give: 1 });
    } finally {
      restore();
    }
  });

  it.each([
    ["{ a: { b: [1, part] } }", "message.a.b[1].x.y"],
    ["{ 'a b': part }", 'message["a b"].x.y'],
    ["[1, part]", "message[1].x.y"],
  ])("tells where in it there is what cannot be copied: %s", async (message, path) => {
    const program = `import { send, self } from "beamlet"; exports.main = function* (part) { part.x = { y: () => {} }; send(self(), ${message}); };`;
    const outcome = (code: string): Promise<unknown> => fresh().run(evaluateModule(code)["main"] as unknown as (part: object) => unknown, share({})).catch((error: Error) => error.message);
    const outcomeOfOwn = (code: string): Promise<unknown> => outcome(code.replaceAll("part.x =", "part = {}; part.x ="));

    expect(await outcomeOfOwn(compile(program))).toContain(path);
    expect(await outcomeOfOwn(compile(program))).toBe(await outcomeOfOwn(program));
  });

  it("is not sent to a pid of another runtime, and none of it is read", async () => {
    const code = compile('import { send } from "beamlet"; exports.main = function* ({ to, read }) { send(to, { part: { get a() { read.push(1); } } }); const part = { get a() { read.push(2); } }; send(to, { part }); };');
    const outside = share({ to: fresh().spawn(() => {}), read: [] as number[] });

    await expect(fresh().run(evaluateModule(code)["main"] as unknown as (outside: object) => unknown, outside)).rejects.toThrow(/runtime/);
    expect(outside.read).toEqual([]);
  });
});

describe("a call that has often sent messages with more than one of them", () => {
  it("copies everything from then on", async () => {
    const { counts, restore } = countGifts();
    try {
      const code = compile(`
        import { send, receive, self } from "beamlet";
        exports.main = function* () {
          const tell = (n, one, other) => send(self(), { n, one, other });
          for (let n = 0; n < 3; n++) tell(n, n, [n]);
          for (let n = 3; n < 12; n++) tell(n, [n], [n]);
          tell(12, 12, 12);
          const got = [];
          while (got.length < 13) got.push(yield* receive());
          return got;
        };`);
      const got = await fresh().run(evaluateModule(code)["main"] as unknown as () => Generator<never, unknown[]>);

      expect(got).toEqual(Array.from({ length: 13 }, (_, n) => ({ n, one: n < 3 || n === 12 ? n : [n], other: n === 12 ? 12 : [n] })));
      expect(counts).toEqual({ part: 3, give: 3 });
    } finally {
      restore();
    }
  });

  it("keeps what the objects have in common", async () => {
    const code = compile('import { send, receive, self } from "beamlet"; exports.main = function* () { const both = {}; send(self(), { a: { both }, b: [both] }); send(self(), [both, both]); return [yield* receive(), yield* receive()]; };');
    const [first, second] = await fresh().run(evaluateModule(code)["main"] as unknown as () => Generator<never, [{ a: { both: object }; b: object[] }, object[]]>);

    expect(first.a.both).toBe(first.b[0]);
    expect(second[0]).toBe(second[1]);
  });
});

/** Counts the messages that are given away, and the parts that are copied for them. */
function countGifts(): { readonly counts: { part: number; give: number }; restore(): void } {
  const { gifts } = preemption;
  const { part, give } = gifts;
  const counts = { part: 0, give: 0 };
  Object.assign(gifts, {
    part: (...args: Parameters<typeof part>) => (counts.part++, part(...args)),
    give: (...args: Parameters<typeof give>) => (counts.give++, give(...args)),
  });
  return { counts, restore: () => Object.assign(gifts, { part, give }) };
}

/** Pids and refs differ from run to run. */
function namesOf(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll(/#(PID|Ref)<.*?>/g, "#$1");
  if (Array.isArray(value)) return value.map(namesOf);
  if (value instanceof Map) return new Map([...value].map(([key, one]) => [key, namesOf(one)]));
  if (typeof value !== "object" || value === null) return value;
  if (isPid(value) || isRef(value)) return namesOf(String(value));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, namesOf(one)]));
}
