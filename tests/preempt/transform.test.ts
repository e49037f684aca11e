// The pass on every construct: what it inserts, what it leaves alone, and where the source map leads.

import { describe, expect, it } from "vitest";
import { SourceMapConsumer } from "source-map-js";
import { transform } from "../../js/preempt/transform.ts";

const all = (code: string, filename = "file.ts"): string => transform(code, { filename, isIncluded: true, format: "module" })?.code ?? code;

/** The code with its checks shortened to what they do: Y yields, H holds, A awaits, E ends. */
function shortened(code: string): string {
  return code
    .replace(/import \{ preemption as \$beamlet.*? \} from "beamlet";/, "")
    .replaceAll("if (--$beamlet.left < 0 && $beamlet.mustYield()) yield $beamlet.turn;", "Y")
    .replaceAll("if (--$beamlet.left < 0 && $beamlet.mustAwait()) await $beamletProcess.sleep(0);", "A")
    .replaceAll("if (--$beamlet.left < 0) $beamlet.hold();", "H")
    .replaceAll("--$beamlet.left < 0 && $beamlet.hold()", "H")
    .replaceAll("if ($beamlet.ending !== undefined) throw $beamlet.ending;", "E");
}

describe("checks are put", () => {
  it.each([
    ["at the entry of a body and at the head of its loops", "function* f() { while (a) { b(); } }", "function* f() { Y while (a) { Y b(); } }"],
    ["into a loop without braces", "function* f() { for (;;) a(); }", "function* f() { Y for (;;) { Y a(); } }"],
    ["into an empty loop", "function* f() { while (true); }", "function* f() { Y while (true){ Y ; } }"],
    ["into do … while without braces", "function* f() { do a(); while (b) }", "function* f() { Y do { Y a(); } while (b) }"],
    ["into loops of loops", "function* f() { for (a of b) for (c in d) e() }", "function* f() { Y for (a of b) { Y for (c in d) { Y e() } } }"],
    ["without disturbing an else", "function* f() { if (a) while (b) c(); else d(); }", "function* f() { Y if (a) while (b) { Y c(); } else d(); }"],
    ["behind labels", "function* f() { a: b: for (;;) continue a; }", "function* f() { Y a: b: for (;;) { Y continue a; } }"],
    ["behind directives", "function f() { 'use strict'; for (;;) a(); }", "function f() { 'use strict'; for (;;) { H a(); } }"],
    ["behind a directive without a semicolon", "function* f() { 'use strict'\n a() }", "function* f() { 'use strict'; Y\n a() }"],
    ["into methods", "class A { *a() { for (;;) b; } static *#c() { while (d) {} } }", "class A { *a() { Y for (;;) { Y b; } } static *#c() { Y while (d) { Y} } }"],
    ["into methods of objects", "const a = { *b() { while (c) {} }, get d() { for (;;) e; } }", "const a = { *b() { Y while (c) { Y} }, get d() { for (;;) { H e; } } }"],
    ["into a generator in a generator", "function* a() { function* b() { for (;;) c; } yield* b(); }", "function* a() { Y function* b() { Y for (;;) { Y c; } } yield* b(); }"],
    ["into an async function", "async function a() { for (const b of c) d(b); }", "async function a() { for (const b of c) { A d(b); } }"],
    ["into for await", "async () => { for await (const a of b) c(a); }", "async () => { for await (const a of b) { A c(a); } }"],
    ["into an async generator", "async function* a() { while (b) yield c; }", "async function* a() { while (b) { A yield c; } }"],
    ["into a plain function", "const a = () => { while (b) c(); }", "const a = () => { while (b) { H c(); } }"],
    ["at the entry of a recursion", "function a(b) { return a(b - 1); }", "function a(b) { H return a(b - 1); }"],
    ["at the entry of a recursive arrow without braces", "const a = (b) => b ? a(b - 1) : ({});", "const a = (b) => (H, b ? a(b - 1) : ({}));"],
    ["into an arrow that returns an object", "const a = () => ({ b: a() });", "const a = () => ((H, { b: a() }));"],
    ["at the head of catch and finally", "function a() { try { b(); } catch { c(); } finally { d(); } }", "function a() { try { b(); } catch { E c(); } finally { E d(); } }"],
    ["where inner and outer end together", "function* f() { while (a) b = () => b() }", "function* f() { Y while (a) { Y b = () => (H, b()) } }"],
    ["beside types", "class A<T> { private *a<U extends T>(this: A<T>, b?: U): Generator<never, void> { for (const c of b as U[]) d<T>(c!); } }", "class A<T> { private *a<U extends T>(this: A<T>, b?: U): Generator<never, void> { Y for (const c of b as U[]) { Y d<T>(c!); } } }"],
  ])("%s", (_, code, expected) => {
    expect(shortened(all(code)).replace(/ +/g, " ")).toBe(expected.replace(/ +/g, " "));
  });

  it("beside JSX", () => {
    expect(shortened(all("function* App() { for (;;) a = <b c={() => { for (;;) d; }}>e {f}</b>; }", "app.tsx"))).toBe("function* App() { Y for (;;) { Y a = <b c={() => { for (;;) { H d; } }}>e {f}</b>; } }");
  });

  it.each([
    ["declarations, overloads and abstract methods", "declare function* a(): void; function b(c: 1): 1; function b(c: 2): 2; abstract class D { abstract e(): void; }"],
    ["code outside of functions", "for (;;) a(); class B { static { for (;;) c; } d = 1; }"],
    ["functions without loops", "export const a = (b) => b + 1;"],
    ["functions with `with`", "function a(b) { with (b) { for (;;) c; } }"],
  ])("not into %s", (_, code) => {
    expect(transform(code, { filename: "file.ts", isIncluded: true })).toBeUndefined();
  });
});

describe("a generator", () => {
  const isBody = (code: string, name: string): boolean => new RegExp(`\\*\\s*${name}\\(.*?\\) \\{ if \\(--\\$beamlet\\.left < 0 && \\$beamlet\\.mustYield`).test(all(code));

  it.each([
    ["spins", "function* a() { for (;;) b(); }"],
    ["performs operations", 'import { receive } from "beamlet"; function* a(op) { for (;;) { yield* receive(); yield* op; } }'],
    ["performs those of a namespace", 'import * as b from "beamlet"; function* a(op) { yield* b.receive(); yield* op; for (;;) c; }'],
    ["performs those that require gave", 'const { receive } = require("beamlet"); function* a(op) { yield* receive(); yield* op; for (;;) c; }'],
    ["delegates to calls", "function* a() { yield* b(); yield* this.c(); for (;;) d; }"],
    ["is passed on as a function", "function* a() { for (;;) b; } run(a); export { a };"],
    ["is returned", "function* a() { for (;;) b; } const c = () => a(); function d() { return a(); } function* e() { return yield* a(); }"],
    ["is a method that others delegate to", "class A { *a() { for (;;) b; } *c() { yield* this.a(); } }"],
  ])("that %s is a body", (_, code) => {
    expect(isBody(code, "a")).toBe(true);
  });

  it.each([
    ["yields a value", "function* a() { for (;;) yield b; }"],
    ["yields in the key of a class", "function* a() { for (;;) { class A { [yield b]() {} } } }"],
    ["is iterated", "function* a() { for (;;) b(); } for (const c of a()) d;"],
    ["is spread", "function* a() { for (;;) b(); } [...a()];"],
    ["is destructured", "function* a() { for (;;) b(); } const [c] = a();"],
    ["is kept", "function* a() { for (;;) b(); } const c = a(); c.next();"],
    ["is passed to a function", "function* a() { for (;;) b(); } new Map(a()); Array.from(a());"],
    ["is iterated under another name", "function* a() { for (;;) b(); } const c = a; for (const d of c()) e;"],
    ["is iterated through call", "function* a() { for (;;) b(); } [...a.call(c)];"],
    ["is a method that is iterated", "class A { *a() { for (;;) b(); } c() { return [...this.a()]; } }"],
    ["is an iterator", "class A { *[Symbol.iterator]() { for (;;) b(); } *a() { for (;;) yield 1; } }"],
    ["delegates to a list", "function* a(b) { for (const c of b) yield* c; }"],
    ["delegates to the entries of a map", "function* a(b) { for (const c of b) yield* c.entries(); }"],
    ["delegates to one with values", "function* a() { for (;;) yield* b(); } function* b() { yield 1; }"],
    ["is delegated to by one with values", "function* a() { for (;;) b(); } function* c() { yield 1; yield* a(); }"],
    ["is delegated to, perhaps, by one with values", "function* a() { for (;;) b(); } function* c() { yield 1; yield* d ? a() : e; }"],
    ["is delegated to by one that is iterated", "function* a() { for (;;) b(); } function* c() { yield* a(); } [...c()];"],
    ["is delegated to by an async generator", "function* a() { for (;;) b(); } async function* c() { yield* a(); }"],
  ])("that %s has values, and yields nothing else", (_, code) => {
    expect(isBody(code, "a")).toBe(false);
    expect(all(code)).not.toMatch(/\*\s*a\([^{]*\{[^}]*mustYield/);
  });
});

describe("opting in", () => {
  const code = "export function* a() { for (;;) b; }";

  it("is done by a directive at the top of the file, which then is gone", () => {
    expect(transform(`"use beamlet";\n${code}`)?.code).toMatch(/^import \{ preemption as \$beamlet \} from "beamlet";\nexport function\* a\(\) \{ if/);
  });

  it("is done beside other directives, comments and an interpreter", () => {
    const { code: out } = transform(`#!/usr/bin/env node\n// a comment\n"use strict"\n"use beamlet"\n${code}`)!;

    expect(out.split("\n").slice(0, 4)).toEqual(["#!/usr/bin/env node", "// a comment", '"use strict"', ';import { preemption as $beamlet } from "beamlet";']);
  });

  it("is done by a directive in a function, for it and what is inside", () => {
    const { code: out } = transform('export function* a() { "use beamlet"; for (;;) (() => { for (;;); })(); } export function* b() { for (;;); }')!;

    expect(out.match(/\$beamlet\.left/g)).toHaveLength(3);
    expect(out).toContain("function* b() { for (;;); }");
  });

  it("is not done by a string that is no directive, nor without one", () => {
    expect(transform(`const a = "use beamlet"; ${code}`)).toBeUndefined();
    expect(transform(code)).toBeUndefined();
  });

  it("is done once", () => {
    const once = all(code);

    expect(all(once)).toBe(once);
  });
});

describe("the import", () => {
  it("has a name of its own", () => {
    expect(all("let $beamlet = 1; export function* a() { for (;;) $beamlet++; }")).toContain("import { preemption as $beamlet_ }");
  });

  it("is a require in CommonJS", () => {
    const code = '"use strict"; "use beamlet"; exports.a = function* () { for (;;) b; };';

    expect(transform(code)?.code).toContain('const { preemption: $beamlet } = require("beamlet");');
    expect(transform(code, { format: "module" })?.code).toContain("import {");
  });
});

describe("the source map", () => {
  it("leads from every word of the output to the same word of the source", () => {
    const source = `"use beamlet";
import { receive } from "beamlet";

export function* counter(start: number) {
  let count = start;
  for (;;) for (const amount of (yield* receive<number[]>())) count += amount;
}

class Cart { *total(items) { let sum = 0; for (const item of items) sum += item.price; return sum; } }
`;
    const { code, map } = transform(source, { filename: "counter.ts" })!;
    const consumer = new SourceMapConsumer(JSON.parse(map.toString()) as never);
    const [from, to] = [source.split("\n"), code.split("\n")];
    const words = [...source.replace(/"use beamlet";/, "").matchAll(/\b(counter|start|receive|amount|count|Cart|total|items|item|price|sum)\b/g)].length;
    let found = 0;
    to.forEach((line, index) => {
      for (const { 0: word, index: column } of line.matchAll(/\b(counter|start|receive|amount|count|Cart|total|items|item|price|sum)\b/g)) {
        const original = consumer.originalPositionFor({ line: index + 1, column });
        expect([original.source, from[original.line - 1]?.slice(original.column, original.column + word.length)]).toEqual(["counter.ts", word]);
        found++;
      }
    });

    expect(found).toBe(words);
  });
});

describe("bad input", () => {
  it("is refused", () => {
    expect(() => transform('"use beamlet"; function* ( {')).toThrow(SyntaxError);
    expect(() => transform(5 as never)).toThrow(TypeError);
  });
});
