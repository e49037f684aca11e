// What the pass refuses: files that are no valid JavaScript or TypeScript, and options that are not right.

import { describe, expect, it } from "vitest";
import preempt from "../../js/preempt/index.ts";
import { transform } from "../../js/preempt/transform.ts";
import type { TransformOptions } from "../../js/preempt/transform.ts";

const compile = (code: string, options: TransformOptions = {}): string => transform(code, { isIncluded: true, ...options }).code;

function errorOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error("expected an error");
}

describe("a file that is not valid", () => {
  it("is refused with its name, line and column", () => {
    const error = errorOf(() => compile("function a() {}\nlet b = 1;\n  let b = 2;", { filename: "src/a.js" }));

    expect(error).toBeInstanceOf(SyntaxError);
    expect(error).toMatchObject({ message: expect.stringMatching(/^src\/a\.js:3:7: .*'b'.*[^)]$/) as string, loc: { file: "src/a.js", line: 3, column: 6 } });
  });

  it.each([
    ["that ends in the middle", "function* ( {"],
    ["that declares a name twice", "let a; let a;"],
    ["with a `const` without a value", "const a;"],
    ["that assigns to a value", "1 = 2;"],
    ["that breaks out of nothing", "function a() { break; }"],
    ["with a label that is not there", "for (;;) { continue a; }"],
    ["with a private name that no class has", "this.#a;"],
    ["with a `super` outside of methods", "function a() { super.b; }"],
    ["with wrong flags of a regular expression", "/a/gg;"],
    ["with a `try` alone", "try {}"],
    ["with two parameters of a name in strict code", '"use strict"; function a(b, b) {}'],
    ["with `yield` where it is none", "function* a(b = yield) {}"],
    ["with `await` where it is none", "function a() { await b; }"],
    ["that exports what it does not declare", "export { a };"],
    ["with types", "let a: number = 1;"],
  ])("is refused: one %s", (_, code) => {
    expect(() => compile(code)).toThrow(SyntaxError);
  });

  it.each([
    ["return", "return 1;"],
    ["with", "with (a) {}"],
    ["octal", "010;"],
    ["delete", "delete a;"],
    ["new.target", "new.target;"],
  ])("as a module is refused what a script may have: %s", (_, code) => {
    expect(() => compile(code, { format: "module" })).toThrow(SyntaxError);
    expect(compile(code, { format: "commonjs" })).toBe(code);
    expect(compile(code)).toBe(code);
  });

  it.each([
    ["without a type after the colon", "let a: = 1;"],
    ["with modifiers that exclude each other", "class A { public private a; }"],
    ["with an abstract method that has a body", "abstract class A { abstract a() {} }"],
    ["with a type behind the value", "function a(b = 1: number) {}"],
  ])("of TypeScript is refused: one %s", (_, code) => {
    expect(() => compile(code, { filename: "a.ts" })).toThrow(/^a\.ts:1:\d+: /);
  });

  it("is refused by name when it is nested too deeply", () => {
    expect(() => compile(`for (;;) ${"(".repeat(100_000)}a${")".repeat(100_000)};`, { filename: "deep.js" })).toThrow(/deep\.js/);
  });

  it.each([
    ["does not speak of it", "let a; let a;"],
    ["speaks of it in a comment", '// opt in with\n// "use beamlet"\nlet a: = 1;'],
    ["speaks of it in a comment of several lines", '/*\n"use beamlet"\n{ "use beamlet"; } */\nlet a: = 1;'],
    ["has it in a string", "let a; let a; f('use beamlet');"],
    ["has it in a string of code", 'let a; let a; f("function a() { \'use beamlet\'; }");'],
    ["has it in a template", "let a; let a; `\n{ 'use beamlet'; }\n`"],
    ["has it as a key or a value", 'let a; let a; ({ "use beamlet": 1 }); a =\n"use beamlet"\n'],
    ["begins with a string that is longer", "'use beamlet or not'; let a; let a;"],
    ["is nested too deeply", `// "use beamlet"\n${"(".repeat(100_000)}a${")".repeat(100_000)};`],
  ])("is left alone when nothing in it opts in: one that %s", (_, code) => {
    expect(transform(code).code).toBe(code);
  });

  it.each([
    ["at its top", '"use beamlet";\nlet a: = 1;'],
    ["behind other directives, comments and an interpreter", "#!/bin/node \"\n// it's\n'use strict'\n\"use client\"; /* ` */ 'use beamlet'\nlet a: = 1;"],
    ["in a function", "const a = function* () { 'use strict'; // it's\n\"use beamlet\" }; let b: = 1;"],
    ["in a function that ends in the middle", 'let b = "`{"; function a() {"use beamlet"; for ('],
  ])("is refused when something in it seems to opt in: %s", (_, code) => {
    expect(() => transform(code, { filename: "a.js" })).toThrow(/^a\.js:\d+:\d+: /);
    expect(() => transform(code)).toThrow(SyntaxError);
  });
});

describe("a valid file of TypeScript is taken, whatever a type checker would say of it", () => {
  it.each([
    ["exports of types", "export { A }; interface A {} export { B, type C }; declare const D: 1; export { D };"],
    ["names with several meanings", "class A {} interface A {} namespace A { export const a = 1 } enum B { a } enum B { b = 1 } type C = 1; const C = 1; export interface D {} export function D() {}"],
    ["a name that means an imported type too", 'import type A from "a"; import { type B } from "a"; import type { C } from "a"; function A() {} const B = 1; class C {}'],
    ["overloads", "function a(b: 1): 1; function a(b: 2): 2; function a(b: any) { return b; } export default function c(): void; export default function c(d?: 1) {}"],
    ["decorators of parameters", "class A { constructor(@a private b: C, @d() e) {} @f() g(@h i) {} }"],
    ["ambient declarations", "declare class A { a: 1; #b; constructor(a: 1); c(): void; static get d(): 1; } declare let e: 1, f; declare const g = 1; declare function h(): void; declare global { var i: 1; } declare module 'j' { const k: 1; export default k; } export {};"],
    ["modules of CommonJS", 'import a = require("a"); import b = a.c; export = b;'],
    ["generics and assertions", "const a = <const T,>(b: T) => b as any satisfies 1; let c = <any>d!; (c as any) = e; new Map<string, A<B<C>>>(); f<1>;"],
    ["modifiers", "abstract class A extends B { abstract a(): void; declare b: 1; readonly c!: 1; override d = 1; static accessor e = 1; protected abstract get f(): 1; constructor(private readonly g: 1, public override h?) { super(); } }"],
  ])("%s", (_, code) => {
    expect(compile(code, { filename: "a.ts" })).toBe(code);
  });

  it("a declaration file", () => {
    const code = "export const a: 1, b: 2; export default function c(): void;";

    expect(compile(code, { filename: "a.d.ts" })).toBe(code);
  });
});

describe("arguments that are not right", () => {
  it.each<[string, object]>([
    ["filename", { filename: 5 }],
    ["isIncluded", { isIncluded: "yes" }],
    ["format", { format: "amd" }],
    ["format", { format: null }],
    ["include", { include: "**" }],
    ["options", null as never],
    ["options", "a.js" as never],
    ["options", [] as never],
  ])("of transform are refused by name: %s in %j", (name, options) => {
    const error = errorOf(() => transform("", options));

    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).toContain(name);
  });

  it("code that is no string is refused", () => {
    expect(() => transform(5 as never)).toThrow(TypeError);
  });

  it.each<[string, object]>([
    ["exlude", { exlude: /a/ }],
    ["include", { include: 5 }],
    ["include", { include: null }],
    ["exclude", { exclude: ["a", 5] }],
    ["exclude", { exclude: "" }],
    ["options", 5 as never],
    ["options", [/a/] as never],
  ])("of the plugin are refused by name: %s in %j", (name, options) => {
    const error = errorOf(() => preempt.rollup(options));

    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).toContain(name);
  });

  it("options that are undefined are none", () => {
    expect(() => preempt.rollup({ include: undefined, exclude: undefined } as never)).not.toThrow();
    expect(transform("a", { filename: undefined, format: undefined } as never).code).toBe("a");
  });
});
