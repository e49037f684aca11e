// Whether a file is a module or CommonJS: what its syntax says, whatever its comments and strings do, and how it gets the library then.

import { describe, expect, it } from "vitest";
import preempt from "../../js/preempt/index.ts";
import { transform } from "../../js/preempt/transform.ts";

type Transform = (code: string, id: string) => { code: string } | undefined;

const body = "var body = function* () { for (;;); };";

/** How the plugin has a file get the library. */
function gotBy(code: string, id = "/app/a.js"): "import" | "require" | undefined {
  const plugin = preempt.rollup({ include: /./ }) as unknown as { transform: Transform | { handler: Transform } };
  const compile = typeof plugin.transform === "function" ? plugin.transform : plugin.transform.handler;
  const text = compile.call({}, `${code}\n${body}`, id)?.code ?? "";
  const isImported = /import \{ preemption as \$beamlet \} from "beamlet";/.test(text);
  const isRequired = /const \{ preemption: \$beamlet \} = require\("beamlet"\);/.test(text);
  expect(isImported && isRequired).toBe(false);
  return isImported ? "import" : isRequired ? "require" : undefined;
}

describe("for a bundler a file is a module", () => {
  it.each([
    ["that imports", 'import a from "a"; module.exports = a;'],
    ["that exports", "export const a = require;"],
    ["that has import.meta", "import.meta.url; require('a');"],
    ["that awaits", "await module;"],
    ["that awaits in a loop", "for await (const a of b);"],
    ["with none of this", "run(a);"],
    ["that speaks of `require`, `module` and `exports`", "// require, module\n/* exports */ a();"],
    ["with strings of these words", "f('require', `module`, \"exports\", /module/);"],
    ["with properties of these names", "a.exports = b.module.require(); ({ exports: 1, require() {}, get module() {} });"],
    ["with members of these names", "class A { module = 1; static exports() {} #require; }"],
    ["with labels of these names", "module: for (;;) break module;"],
    ["with a local variable of such a name", "const module = a(); module.exports.require();"],
    ["with one in a function", "function f() { if (a) { var exports = {}; } return exports; }"],
    ["with one of a pattern", "const { module, a: { exports = 1 }, ...require } = a; f(module, exports, require);"],
    ["with parameters of these names", "(function (require, module, exports) { module.exports = require('a'); })();"],
    ["with one in a block, a loop or a `catch`", "{ let module; module; } for (const module of a) module; try {} catch (module) { module; } switch (a) { default: class exports {} exports; }"],
    ["with functions and classes of these names", "function require() { require(); } (class module { a = module; }); (function exports() { exports(); });"],
  ])("%s", (_, code) => {
    expect(gotBy(code)).toBe("import");
  });

  it.each([
    ["with types of these names", "let a: module.exports; declare const require: any; declare module 'exports' {}"],
    ["with an enum and a namespace of these names", "enum module { a } module.a; namespace exports { export const a = 1; } exports.a;"],
    ["with a property of the constructor", "class A { constructor(private module: B) { module.exports; } }"],
    ["that exports as TypeScript does", "export = require;"],
  ])("of TypeScript %s", (_, code) => {
    expect(gotBy(code, "/app/a.ts")).toBe("import");
  });

  it("with its extension, whatever is in it", () => {
    expect(gotBy("typeof module;", "/app/a.mjs")).toBe("import");
    expect(gotBy("typeof module;", "/app/a.mts")).toBe("import");
  });
});

describe("for a bundler a file is CommonJS", () => {
  it.each([
    ["that requires", "const a = require('a');"],
    ["that has exports", "exports.a = 1;"],
    ["that replaces them", "var exports = module.exports = {};"],
    ["that may do so", "(function (root, make) { if (typeof module === 'object') module.exports = make(); })(this, () => 1);"],
    ["that does so in a default", "function f({ a = require('a') } = {}) {}"],
    ["that has such a local variable elsewhere", "{ let module = 1; } (require) => require; module.exports = 2;"],
    ["that is no strict code", "with (a) {}"],
  ])("%s", (_, code) => {
    expect(gotBy(code)).toBe("require");
  });

  it("with its extension, whatever is in it", () => {
    expect(gotBy("", "/app/a.cjs")).toBe("require");
    expect(gotBy("", "/app/a.cts")).toBe("require");
  });

  it("that imports and exports types alone", () => {
    expect(gotBy("import type { A } from 'a'; export type B = A; module.exports = 1;", "/app/a.ts")).toBe("require");
    expect(gotBy("import type { A } from 'a';", "/app/a.cts")).toBe("require");
    expect(gotBy("import type { A } from 'a';", "/app/a.ts")).toBe("import");
    expect(gotBy("import type { A } from 'a'; import 'b'; module.exports = 1;", "/app/a.ts")).toBe("import");
    expect(gotBy("import type { A } from 'a'; import.meta; module.exports = 1;", "/app/a.ts")).toBe("import");
    expect(gotBy("import type { A } from 'a'; await module;", "/app/a.ts")).toBe("import");
  });

  it("where a type is beside it", () => {
    expect(gotBy("let a: module.B; const b = require('b');", "/app/a.ts")).toBe("require");
  });
});

it("a format that is given holds", () => {
  const code = `"use beamlet"; ${body}`;

  expect(transform(`${code} exports;`, { format: "module" }).code).toContain("import {");
  expect(transform(code, { format: "commonjs" }).code).toContain("require(");
});

describe("a file with types that is given as CommonJS", () => {
  const compile = (code: string): string => transform(`"use beamlet"; ${code} ${body}`, { format: "commonjs", filename: "a.cts" }).code;

  it.each(["import type { A } from 'a';", "import type * as a from 'a';", "export type A = 1; export interface B {}", "export type { A } from 'a'; export type * from 'b';", "export declare const a: 1;", "import type a = require('a');", "import a = require('a'); export = a;"])("may have %s", (code) => {
    expect(compile(code)).toContain("const { preemption");
    expect(compile(code)).toContain(code);
  });

  it.each(["import { type A } from 'a';", "import 'a';", "export const a = 1;", "export {};", "export * from 'a';", "export default 1;", "import type { A } from 'a'; import.meta;"])("but not %s", (code) => {
    expect(() => compile(code)).toThrow(/^a\.cts:1:\d+: .*may appear only with/);
  });
});
