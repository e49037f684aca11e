// The pass on every construct: what it inserts, what it leaves alone, and where the source map leads.

import { describe, expect, it } from "vitest";
import { SourceMapConsumer } from "source-map-js";
import { transform } from "../../js/preempt/transform.ts";

const all = (code: string, filename = "file.ts"): string => transform(code, { filename, isIncluded: true, format: "module" }).code;

/**
 * The code with its checks shortened to what they do: B begins, G one of values, R resumes; Y yields, H holds, A awaits, E ends, U unwinds;
 * M marks, D delegates, N to a new generator. Around the chunks of a loop: `{ C(variables that are recalled) … T }`,
 * in it K counts, V is the next value, X charges before it is left, and L closes its list then. Around a counted loop: `{ S … W }`,
 * in which I counts an iteration.
 */
function shortened(code: string): string {
  return code
    .replace(/import \{ preemption as \$beamlet.*? \} from "beamlet";/, "")
    .replaceAll("const $beamletChain = $beamlet.begin(); if (--$beamlet.left < 0 && $beamlet.mustYield($beamletChain)) yield $beamlet.turn;", "B")
    .replaceAll("if (--$beamlet.left < 0 && $beamlet.mustYield($beamletChain)) yield $beamlet.turn;", "Y")
    .replaceAll("$beamletSource = $beamletSteps?.source, $beamletNext = $beamletSource?.next; let", "$beamletList = $beamletSteps ?? $beamletIterable, $beamletValues = $beamletSteps === void 0 ? $beamletIterable : $beamletSteps.values; let")
    .replaceAll("let $beamletValue, $beamletStep; $beamletAt < $beamletEnd && ($beamletSteps === void 0 ? $beamletAt < $beamletIterable.length && (($beamletValue = $beamletIterable[$beamletAt]), true) : !($beamletStep = $beamletSource.next === $beamletNext ? $beamletSource.next() : $beamletSteps.next()).done && (($beamletValue = $beamletStep.value), true)); $beamletAt++", "; K; ")
    .replaceAll("= $beamletValue; ", "= V; ")
    .replaceAll("$beamletSteps === void 0 ? $beamletIterable : $beamletSteps.values; let $beamletAt = 0, $beamletFrom = 0, $beamletEnd = 0; try { for (;;) {", "LIST for (;;) {")
    .replaceAll(/const \$beamletIterable = ((?:(?!const \$beamletIterable)[^])*?), \$beamletSteps = \$beamlet\.steps\(\$beamletIterable\), \$beamletList = \$beamletSteps \?\? \$beamletIterable, \$beamletValues = LIST/g, "each $1;")
    .replaceAll("$beamletFrom = $beamletAt = $beamletSteps === void 0 ? ($beamletAt | 0) === $beamletAt ? $beamletAt | 0 : $beamlet.same($beamletAt) : 0; $beamletEnd = $beamletAt + ($beamlet.left | 0);", "$beamletLeft |= 0;")
    .replaceAll("{ let $beamletOpen = $beamletSteps; try { yield $beamlet.turn; $beamletOpen = void 0; } catch ($beamletError) { $beamletOpen = void 0; throw $beamletError; } finally { $beamletOpen?.close(); } }", "yield $beamlet.turn;")
    .replaceAll(" } catch ($beamletError) { $beamletSteps?.abandon(); throw $beamletError; } finally { $beamletSteps?.close(); }", " L")
    .replaceAll("$beamlet.left += $beamletFrom - $beamletAt - 1; try {", "X try {")
    .replaceAll("$beamlet.left += $beamletFrom - $beamletAt - 1; $beamletSteps?.close();", "X L")
    .replaceAll(" } } catch ($beamletError) { $beamletSteps?.abandon(); throw $beamletError; } $beamletSteps?.close();", " $beamletLeft = $beamletMost = $beamlet.left | 0; }")
    .replaceAll("$beamlet.left += $beamletFrom - $beamletAt - 1; if ($beamletAt < $beamletEnd) break;", "$beamlet.left -= $beamletMost - $beamletLeft; if ($beamletLeft >= 0) break;")
    .replaceAll("$beamletAt < $beamletEnd && $beamletAt < $beamletList.length; $beamletAt++", "K; ")
    .replaceAll("$beamletValues[$beamletSteps === void 0 ? $beamletAt : 0]", "V")
    .replaceAll("let $beamletMost = $beamlet.left | 0, $beamletLeft = $beamletMost; ", "")
    .replaceAll(/for \(;;\) \{ ((?:[^;]*\$beamlet\.same\([^;]*; )*)\$beamletLeft \|= 0; /g, (_, recalled: string) => `C(${[...recalled.matchAll(/same\((.*?)\)/g)].map(([, name]) => name).join(", ")}) `)
    .replaceAll("$beamlet.left -= $beamletMost - $beamletLeft; if ($beamletLeft >= 0) break; if ($beamlet.mustYield($beamletChain)) yield $beamlet.turn; $beamletLeft = $beamletMost = $beamlet.left | 0; }", "T")
    .replaceAll("{ let $beamletCounted = 0;", "{ S")
    .replaceAll("if (++$beamletCounted > 15) { $beamletCounted = 0; if (($beamlet.left -= 16) < 0) $beamlet.hold(); }", "I")
    .replaceAll("$beamlet.left -= $beamletCounted;", "W")
    .replaceAll("if (--$beamletLeft < 0) break;", "K")
    .replaceAll("--$beamletLeft >= 0", "K")
    .replaceAll("$beamlet.left -= $beamletMost - $beamletLeft;", "X")
    .replaceAll("$beamlet.unwind();", "U")
    .replaceAll("$beamlet.begin();", "G")
    .replaceAll("$beamlet.resume(", "R(")
    .replaceAll("$beamlet.to(", "D(")
    .replaceAll("$beamlet.toNew(", "N(")
    .replaceAll("$beamlet.toOperation(", "O(")
    .replaceAll("$beamletChain", "c")
    .replaceAll("$beamlet.body(", "M(")
    .replaceAll("if (--$beamlet.left < 0 && $beamlet.mustAwait()) await $beamlet.pause;", "A")
    .replaceAll("if (--$beamlet.left < 0) $beamlet.hold();", "H")
    .replaceAll("--$beamlet.left < 0 && $beamlet.hold()", "H")
    .replaceAll("if ($beamlet.ending !== void 0) throw $beamlet.ending;", "E");
}

describe("checks are put", () => {
  it.each([
    ["at the entry of a body and at the head of its loops", "function* f() { while (a) { b(); } }", " M(f);function* f() { B { C() while (K && (a)) { b(); } T } }"],
    ["into a loop without braces", "(function* () { for (;;) a(); });", "(M(function* () { B { C() for (;;) { K a(); } T } }));"],
    ["into an empty loop", "(function* () { while (true); });", "(M(function* () { B { C() while (K && (true)); T } }));"],
    ["into do … while without braces", "(function* () { do a(); while (b) });", "(M(function* () { B { C() do { K a(); } while (b); T } }));"],
    ["into loops of loops", "(function* () { for (a of b) for (c in d) e() });", "(M(function* () { B for (a of b) { Y for (c in d) { Y e() } } }));"],
    ["without disturbing an else", "(function* () { if (a) while (b) c(); else d(); });", "(M(function* () { B if (a) { C() while (K && (b)) c(); T } else d(); }));"],
    ["behind labels", "(function* () { a: b: for (;;) continue a; });", "(M(function* () { B { C() a: b: for (;;) { K continue a; } T } }));"],
    ["behind directives", "function f() { 'use strict'; for (;;) a(); }", "function f() { 'use strict'; { S for (;;) { I a(); } W } }"],
    ["behind a directive without a semicolon", "(function* () { 'use strict'\n a() });", "(M(function* () { 'use strict'; B\n a() }));"],
    ["into a generator in a generator", "(function* () { return; function* b() { for (;;) c; } });", "(M(function* () { M(b); B return; function* b() { B { C() for (;;) { K c; } T } } }));"],
    ["into a generator that yields values", "function* a() { for (;;) { yield b; yield* c(); } }", " M(a);function* a() { G for (;;) { H R(yield b); yield* D( c(), void 0); } }"],
    ["into an async function", "async function a() { for (const b of c) d(b); }", "async function a() { for (const b of c) { A d(b); } }"],
    ["into for await", "async () => { for await (const a of b) c(a); }", "async () => { for await (const a of b) { A c(a); } }"],
    ["into an async generator", "async function* a() { while (b) yield c; }", "async function* a() { while (b) { A yield c; } }"],
    ["into a plain function", "const a = () => { while (b) c(); }", "const a = () => { { S while (b) { I c(); } W } }"],
    ["into a plain function that goes over a list", "function a() { for (const [b] of c) d(b); }", "function a() { { S for (const [b] of c) { I d(b); } W } }"],
    ["into a plain function with loops in loops", "function a() { do for (b in c) d; while (e) for (;;) for (;;) ; }", "function a() { do { H { S for (b in c) { I d; } W } } while (e) for (;;) { H { S for (;;) { I ; } W } } }"],
    ["into a loop of a plain function that is left for another place", "function a() { b: for (;;) { H; c: d: for (e of f) { if (g) return h; if (i) continue b; if (j) continue c; break; } } }", "function a() { b: for (;;) { H H; { S c: d: for (e of f) { I if (g) { W return h; } if (i) { W continue b; } if (j) continue c; break; } W } } }"],
    ["behind `do … while` without a semicolon", "function a() { do b; while (c) d; }", "function a() { { S do { I b; } while (c); W } d; }"],
    ["into methods of objects", "const a = { get d() { for (;;) e; } }", "const a = { get d() { { S for (;;) { I e; } W } } }"],
    ["into static blocks of a class in a function", "function a() { class B { static { let n = 0; for (;;) n++; try {} catch {} } } }", "function a() { class B { static { let n = 0; { S for (;;) { I n++; } W } try {} catch { E} } } }"],
    ["into fields of a class in a function", "function a() { class B { c = () => { for (;;) d; }; static #e = function* () { for (;;) f; }; } }", 'function a() { class B { c = () => { { S for (;;) { I d; } W } }; static #e = M(function* () { B { C() for (;;) { K f; } T } }, "#e"); } }'],
    ["at the entry of a recursion", "function a(b) { return a(b - 1); }", "function a(b) { H return a(b - 1); }"],
    ["at the entry of a recursive arrow without braces", "const a = (b) => b ? a(b - 1) : ({});", "const a = (b) => (H, b ? a(b - 1) : ({}));"],
    ["into an arrow that returns an object", "const a = () => ({ b: a() });", "const a = () => ((H, { b: a() }));"],
    ["at the head of catch and finally", "function a() { try { b(); } catch { c(); } finally { d(); } }", "function a() { try { b(); } catch { E c(); } finally { E d(); } }"],
    ["at the head of those of a body", "(function* () { try { b(); } catch { c(); } finally { d(); } });", "(M(function* () { B try { b(); } catch { U c(); } finally { U d(); } }));"],
    ["where inner and outer end together", "(function* () { while (a) b = () => b() });", "(M(function* () { B { C() while (K && (a)) b = () => (H, b()); T } }));"],
    ["beside types", "class A<T> { private *a<U extends T>(this: A<T>, b?: U): Generator<never, void> { for (const c of b as U[]) d<T>(c!); } }", 'class A<T> { static { M(this.prototype["a"]); } private *a<U extends T>(this: A<T>, b?: U): Generator<never, void> { B { each (b as U[]); C() for (; K; ) { const c = V; d<T>(c!); } T } } }'],
  ])("%s", (_, code, expected) => {
    expect(shortened(all(code)).replace(/ +/g, " ")).toBe(expected.replace(/ +/g, " "));
  });

  it.each([
    ["whose head stays in a block around", "for (let i = 0; i < 9; i++) a(i);", "{ let i = 0; C(i) for (; K && (i < 9); i++) a(i); T }"],
    ["with its labels, and charged where it is left for another place", "a: { b: for (const c of d) { if (c) continue b; if (e) break a; return c } }", "a: { { each (d); C() b: for (; K; ) { const c = V; { if (c) continue b; if (e) { X L break a; } { X try { return c L } } } T } }"],
    ["over what a pattern takes apart, or to where something is assigned", "for (var { a } of b) ; for (c[d] of e) { f }", "{ each (b); C() for (; K; ) { var { a } = V; ; } T } { each (e); C() for (; K; ) { (c[d] = $beamletValue); { f } } T }"],
    ["over what is assigned with a type", "for (a as any of b) ; for ((c) of d) ;", "{ each (b); C() for (; K; ) { ((a as any) = V); ; } T } { each (d); C() for (; K; ) { (c = V); ; } T }"],
    ["whose head begins with what no statement begins with", "for ({ a } = b; a;) ; for (function () {}(); a;) ; for (class {}.b; a;) ;", "{ ({ a } = b); C() for (; K && (a);) ; T } { (function () {}()); C() for (; K && (a);) ; T } { (class {}.b); C() for (; K && (a);) ; T }"],
    ["over what is no array, as its syntax tells", "for (const [a] of b) c; for (const d of e.keys()) f;", "{ each (b); C() for (; K; ) { const [a] = V; c; } T } { each (e.keys()); C() for (; K; ) { const d = V; f; } T }"],
    ["inside of another loop", "for (const a of b) while (c(a)) d();", "for (const a of b) { Y { C() while (K && (c(a))) d(); T } }"],
  ])("and a loop is compiled to chunks %s", (_, code, expected) => {
    expect(shortened(all(`(function* () { ${code} });`)).replace(/ +/g, " ")).toBe(`(M(function* () { B ${expected} }));`);
  });

  it.each([
    ["delegates", "for (;;) { Y R(yield* D( a(), c)); }", "for (;;) { yield* a(); }"],
    ["has a loop in it", "for (;;) { Y for (a in b) { Y ; } }", "for (;;) { for (a in b) ; }"],
    ["goes over names", "for (a in b) { Y ; }", "for (a in b) ;"],
    ["has a head of whose variables functions see each iteration's", "for (let i = 0; i < 9; i++) { Y a(() => i); }", "for (let i = 0; i < 9; i++) { a(() => i); }"],
    ["has a head that its iterable names", "for (const a of [() => a]) { Y ; }", "for (const a of [() => a]) ;"],
    ["has a head with a function in it", "for (const { a = () => b } of c) { Y ; }", "for (const { a = () => b } of c) ;"],
    ["over a list is left out of a `try` in it", "for (a of b) { Y try { return c; } finally { U } }", "for (a of b) { try { return c; } finally { } }"],
    ["disposes", "for (using a of b) { Y ; }", "for (using a of b) ;"],
  ])("but not one that %s", (_, expected, code) => {
    expect(shortened(all(`(function* () { ${code} });`)).replace(/ +/g, " ").replace(/\{ Y ; \}|\{ Y ;\}/g, "{ Y ; }")).toBe(`(M(function* () { B ${expected} }));`);
  });

  it.each([
    ["what is counted", "let n = 0; for (;;) n++;", "n"],
    ["a sum, and what begins as anything", "let sum = 0; let n = a; for (;;) { sum += b; n -= c; }", "sum, n"],
    ["what a loop's head declares", "for (let i = 0, n = 5; i < n; i++) ;", "i"],
    ["a variable of the whole function", "{ var n = 1; } for (;;) n *= 2;", "n"],
    ["nothing of a block that is over", "{ let n = 1; } for (;;) n *= 2;", ""],
    ["nothing that is declared later", "for (;;) n *= 2; let n = 1;", ""],
    ["nothing that is declared in a case", "switch (a) { case 1: let n = 1; case 2: for (;;) n *= 2; }", ""],
    ["nothing that never changes, or is not of this function", "const n = 1; for (;;) { n *= 2; m++; }", ""],
    ["nothing of a name with two meanings", "let n = 1; { let n = 2; for (;;) n *= 2; }", ""],
    ["nothing that is not calculated", "let a = 1; for (;;) a = a.next;", ""],
  ])("a chunk recalls %s", (_, code, names) => {
    expect(shortened(all(`(function* () { ${code} });`))).toContain(`C(${names}) `);
  });

  it.each([
    ["let n = 0; for (;;) { n++; n -= 3; n = a | 1; n <<= b; }", true],
    ["let n = 0; for (;;) n += 0.5;", false],
    ["let n = 0; for (;;) { n++; n = -a; }", false],
    ["let n = 0; for (;;) { n++; [n] = a; }", false],
    ["let n = 0; (() => { n = a; })(); for (;;) n++;", false],
    ["let n = 0; for (;;) n = a | b;", false],
    ["let n = a; for (;;) n++;", false],
  ])("and knows a counter: %s", (code, isCounter) => {
    expect(all(`(function* () { ${code} });`).includes("(n | 0) === n")).toBe(isCounter);
  });

  it("beside JSX", () => {
    expect(shortened(all("(function* () { for (;;) a = <b c={() => { for (;;) d; }}>e {f}</b>; });", "app.tsx"))).toBe("(M(function* () { B { C() for (;;) { K a = <b c={() => { { S for (;;) { I d; } W } }}>e {f}</b>; } T } }));");
  });

  it.each([
    ["declarations, overloads and abstract methods", "declare function* a(): void; function b(c: 1): 1; function b(c: 2): 2; abstract class D { abstract e(): void; }"],
    ["code outside of functions", "for (;;) a(); class B { static { for (;;) c; } d = 1; }"],
    ["functions without loops", "export const a = (b) => b + 1;"],
    ["functions with `with`", "function a(b) { with (b) { for (;;) c; } }"],
  ])("not into %s", (_, code) => {
    expect(transform(code, { filename: "file.ts", isIncluded: true }).code).toBe(code);
  });
});

describe("a body", () => {
  it.each([
    ["is marked at the head of the file", "run(a); export function* a() {}", " M(a);run(a); export function* a() { B}"],
    ["is marked at the head of its block", "{ run(a); function* a() {} }", "{ M(a); run(a); function* a() { B} }"],
    ["is marked behind its declaration where there is no block", "switch (b) { case 1: function* a() {} }", "switch (b) { case 1: function* a() { B} M(a); }"],
    ["is not marked there where it may be something else by then", "switch (b) { case 1: a = c; function* a() {} }", "switch (b) { case 1: a = c; function* a() { B} }"],
    ["is marked at the head of its namespace", "namespace A { run(a); export function* a() {} a = b; }", "namespace A { M(a); run(a); export function* a() { B} a = b; }"],
    ["without a name is marked", "export default function* () {}", ' M($beamletDefault, "default");export default function* $beamletDefault () { B}'],
    ["keeps the name of a variable", "const a = function* () {};", 'const a = M(function* () { B}, "a");'],
    ["keeps its own name", "const a = function* b() {};", "const a = M(function* b() { B});"],
    ["that is a property keeps its name", "b = { a: function* () {} };", 'b = { a: M(function* () { B}, "a") };'],
    ["that is a method of an object becomes a property", "b = { async: 1, *a(c) {} };", 'b = { async: 1, a: M(function* (c) { B}, "a") };'],
    ["that uses super stays a method, and is not marked", "b = { *a() { super.a(); } };", "b = { *a() { B super.a(); } };"],
    ["that is a method is marked when its class is made", "class A { b = 1; *a() {} static *c() {} }", 'class A { static { M(this["c"]); } static { M(this.prototype["a"]); } b = 1; *a() { B} static *c() { B} }'],
    ["that is a private method is marked with each object", "class A { *#a() {} static *#c() {} }", "class A { static { M(this.#c); } #$beamleta = M(this.#a); *#a() { B} static *#c() { B} }"],
    ["beside one with a symbol for its key is marked", "class A { *a() {} [Symbol.iterator]() {} }", 'class A { static { M(this.prototype["a"]); } *a() { B} [Symbol.iterator]() {} }'],
    ["beside one with a key that may be the same is not marked", 'import Symbol from "symbols"; class A { *a() {} [Symbol.iterator]() {} }', 'import Symbol from "symbols"; class A { *a() { B} [Symbol.iterator]() {} }'],
    ["of which a class has two is not marked", "class A { *a() {} *a() { yield 1; } }", "class A { *a() { B} *a() { G R(yield 1); } }"],
    ["that delegates in a decorator or a computed key hands on its chain", "(function* () { class A { @(yield* a()) b() {} [yield* c()] = 1; } });", "(M(function* () { B class A { @(R(yield* D( a(), c))) b() {} [R(yield* D( c(), c))] = 1; } }));"],
    ["that may be replaced by a decorator is not marked", "class A { @b *a() {} }", "class A { @b *a() { B} }"],
    ["hands its chain to what it delegates to", "(function* () { return yield* a(yield* b()); });", "(M(function* () { B return R(yield* D( a(R(yield* D( b(), c))), c)); }));"],
    ["hands it on where its delegation ends what is around", "(function* () { for (const a of b) yield* a })", "(M(function* () { B for (const a of b) { Y R(yield* D( a, c)) } }))"],
    ["hands it on whatever stands around", "(function* () { yield /* x */ * (a, b) // c\n });", "(M(function* () { B R(yield /* x */ * D( (a, b), c)); // c\n }));"],
    ["performs the operations of beamlet, which begin no compiled generator", 'import { receive } from "beamlet"; (function* () { yield* receive(); });', 'import { receive } from "beamlet"; (M(function* () { B yield* O( receive(), c); }));'],
  ])("%s", (_, code, expected) => {
    expect(shortened(all(code)).replace(/ +/g, " ")).toBe(expected.replace(/ +/g, " "));
  });
});

describe("a delegation is to a new generator", () => {
  const called = "function* a() {} function* b() { yield* a(); }";

  it.each([
    ["where it calls a function declaration of the file", called],
    ["where that calls itself", "function* a() { yield* a(); }"],
    ["where that is exported", "export { a }; export function* a() {} export default function* b() { yield* (a(1)); }"],
    ["where its name is used in every other way", "c(a); new a(); a.d = 1; x = { a: 1, c() { return a; } }.a; const y = [a], z = a; class A { a = 1; *b() { yield* a(); } } function* a() {}"],
    ["where that stands in a block around", "{ function* a() {} c(function* () { yield* a(); }); }"],
    ["where it calls a private method", "class A { *#a() {} static *#d() { yield* A.#d(); } *b(c) { yield* c.#a(1); } }"],
    ["where it calls a private method of the class around", "class A { *#a() {} b = class { *b(c) { yield* c.#a(); } #c; }; }"],
    ["where that stands in the same function", "function* b() { for (;;) { yield* a(); } function* a() {} }"],
  ])("%s", (_, code) => {
    expect(shortened(all(code))).toContain("N( ");
    expect(shortened(all(code))).not.toContain("D( ");
  });

  it.each([
    ["of a function that yields values", called.replace("{}", "{ yield 1; }")],
    ["of a function that is not compiled", "function a() {} function* b() { yield* a(); }"],
    ["of what a call returns", "function* a() {} function* b() { yield* a()(); }"],
    ["of no call", "function* a() {} function* b() { yield* a; }"],
    ["of a function that is declared elsewhere", "{ function* a() {} } function* b() { yield* a(); }"],
    ["of a private method of the same name in the class around", "class A { *#a() {} b = class { *b(c) { yield* c.#a(); } #a = d; }; }"],
    ["of a private method that yields values", "class A { *#a() { yield 1; } *b() { yield* this.#a(); } }"],
    ["of a private method that a decorator may replace", "class A { @c *#a() {} *b() { yield* this.#a(); } }"],
    ["of a private getter", "class A { get #a() { return b; } *b() { yield* this.#a(); } }"],
    ["of a name that is declared twice", `${called} function* c(d) { const a = d; }`],
    ["of a name that is a parameter", `${called} c((a) => a);`],
    ["of a name that is its own function's parameter", "function* a(a) { yield* a(); }"],
    ["of a name that is in a pattern", `${called} c(({ a }) => a);`],
    ["of a name that is caught", `${called} try {} catch (a) {}`],
    ["of a name that is assigned", `${called} a = b;`],
    ["of a name that is assigned by a pattern", `${called} [a] = b; ({ a } = b);`],
    ["of a name that is assigned by a loop", `${called} for (a of []);`],
    ["of a name that is imported", 'import { a } from "c"; function* b() { yield* a(); }'],
    ["of a file that evaluates text", `${called} eval(c);`],
  ])("but not that %s", (_, code) => {
    expect(shortened(all(code))).not.toContain("N( ");
    expect(shortened(all(code))).toContain("D( ");
  });

  it("but none hands anything on where a decorator yields a value", () => {
    expect(all("(function* () { class A { @(yield 1) b() {} } for (;;) { yield* a(); } });")).not.toContain("$beamletChain");
  });

  it("but not in a file with a `with`", () => {
    expect(transform(`${called} with (c) {}`, { isIncluded: true, format: "commonjs" })?.code).not.toContain("toNew");
  });
});

describe("opting in", () => {
  const code = "export function* a() { for (;;) b; }";

  it("is done by a directive at the top of the file, which then is gone", () => {
    expect(transform(`"use beamlet";\n${code}`).code).toMatch(/^import \{ preemption as \$beamlet \} from "beamlet"; \$beamlet\.body\(a\);\nexport function\* a\(\) \{ const/);
  });

  it("is done beside other directives, comments and an interpreter", () => {
    const { code: out } = transform(`#!/usr/bin/env node\n// a comment\n"use strict"\n"use beamlet"\n${code}`);

    expect(out.split("\n").slice(0, 4)).toEqual(["#!/usr/bin/env node", "// a comment", '"use strict"', ';import { preemption as $beamlet } from "beamlet"; $beamlet.body(a);']);
  });

  it("takes the directive away from a file that is included besides", () => {
    expect(all('"use beamlet"; function* a() { "use beamlet"; for (;;); }')).not.toContain("use beamlet");
  });

  it("is done by a directive in a function, for it and what is inside", () => {
    const { code: out } = transform('export function* a() { "use beamlet"; for (;;) (() => { for (;;); })(); } export function* b() { for (;;); }')!;

    expect(out.match(/\$beamlet\.left/g)).toHaveLength(6);
    expect(out).toContain("function* b() { for (;;); }");
  });

  it("is done so for the fields, static blocks and methods of classes in a function", () => {
    const ofClass = "class A { b = () => { for (;;); }; static { for (;;); class C { d = [() => { for (;;); }]; } } static e = { f() { for (;;); } }; g() { for (;;); } [() => { for (;;); }] = 1; }";
    const { code: out } = transform(`export function a() { "use beamlet"; ${ofClass} } export function b() { ${ofClass} }`);

    expect(out.match(/\$beamlet\.hold\(\)/g)).toHaveLength(6);
    expect(out).toContain(`function b() { ${ofClass} }`);
  });

  it("is done in a field for what is inside", () => {
    const { code: out } = transform('class A { b = () => { "use beamlet"; for (;;); return class { c = () => { for (;;); } }; }; d = () => { for (;;); }; static { for (;;); } }');

    expect(out.match(/\$beamlet\.hold\(\)/g)).toHaveLength(2);
  });

  it("is not done by a string that is no directive, nor without one", () => {
    const withString = `const b = "use beamlet"; ${code}`;

    expect(transform(withString).code).toBe(withString);
    expect(transform(code).code).toBe(code);
    expect(JSON.parse(transform(code, { filename: "a.js" }).map.toString())).toMatchObject({ version: 3, sources: ["a.js"], sourcesContent: [code] });
  });

  describe("is not done, but warned of, where the directive is meant", () => {
    const warning = (line: number, column: number): string => `src/a.ts:${line}:${column}: expected the directive "use beamlet" at the top of the file or of a function body; what stands here opts in to nothing`;

    it.each([
      ["after an import", 'import "b"; "use beamlet";', 13],
      ["with other letters", '"use Beamlet";', 1],
      ["with other spaces", "'use strict'; ' use  beamlet';", 15],
      ["in parentheses", '("use beamlet");', 1],
      ["in a template", "`use beamlet`;", 1],
      ["with a type", '"use beamlet" as const;', 1],
      ["with other letters in a function", "(() => { 'USE BEAMLET' });", 10],
      ["after the first statement of a function", 'function b() { c(); "use beamlet" }', 21],
      ["in a block", '{ "use beamlet"; }', 3],
      ["in a class", 'class B { "use beamlet"; }', 11],
      ["in a static block", 'class B { static { "use beamlet" } }', 20],
      ["in a namespace", 'namespace B { "use beamlet"; c(); }', 15],
    ])("%s", (_, misplaced, column) => {
      const text = `${misplaced}\n${code}`;

      expect(transform(text, { filename: "src/a.ts" })).toMatchObject({ code: text, warnings: [warning(1, column)] });
    });

    it("beside what opts in", () => {
      const { code: out, warnings } = transform('function* b() {\n  c();\n  "use beamlet";\n}\nfunction* d() { "use beamlet"; for (;;); }\n`use beamlet`', { filename: "src/a.ts" });

      expect(out).toContain("function* d() { ; const $beamletChain");
      expect(warnings).toEqual([warning(3, 3), warning(6, 1)]);
    });
  });

  it.each([
    ["data", 'a("use beamlet"); b = "Use Beamlet"; c = ["use beamlet"]; () => "use beamlet"; "use beamlet".length; `use beamlet${d}`; e`use beamlet`; "use beamlet" + 1;'],
    ["keys", '({ "use beamlet": 1 }); class A { "use beamlet" = 1; "Use Beamlet"() {} ["use beamlet"]; } a["use beamlet"];'],
    ["text of JSX", 'a(<b c="use beamlet">"use beamlet"; {"use beamlet"}</b>);'],
    ["longer", '"use beamlets"; "do use beamlet"; "usebeamlet";'],
    ["comments", '// "use beamlet"\n/* "Use Beamlet"; */'],
    ["in code that opts in", '"use beamlet"; "Use Beamlet"; function a() { b(); "use beamlet"; }'],
    ["in a file that does not parse", 'a(); "use beamlet"; let b; let b;'],
  ])("is warned of for no strings that are %s", (_, text) => {
    expect(transform(text, { filename: "a.jsx" }).warnings).toEqual([]);
    expect(transform('a(); "use beamlet";', { isIncluded: true }).warnings).toEqual([]);
  });

  it("is done once", () => {
    const once = all(code);

    expect(all(once)).toBe(once);
    const minified = once.replaceAll("$beamlet", "e").replaceAll(/\s+/g, " ");
    expect(all(minified)).toBe(minified);
    const required = 'const { preemption: e } = require("beamlet"); function a() { for (;;) e.hold(); }';
    expect(transform(required, { isIncluded: true }).code).toBe(required);
  });

  it("is done whatever a comment says", () => {
    expect(all(`// import { preemption as $beamlet }\n${code}`)).toContain(".left");
  });
});

describe("the import", () => {
  it("has a name of its own", () => {
    expect(all("let $beamlet = 1; export function* a() { for (;;) $beamlet++; }")).toContain("import { preemption as $beamlet_ }");
  });

  it("is a require in CommonJS", () => {
    const code = '"use strict"; "use beamlet"; exports.a = function* () { for (;;) b; };';

    expect(transform(code).code).toContain('const { preemption: $beamlet } = require("beamlet");');
    expect(transform(code, { format: "module" }).code).toContain("import {");
  });

  it("is of the entry that the file has the library from", () => {
    const module = 'import type { Pid } from "beamlet"; import { run } from "beamlet/core-js"; run(function* () { for (;;); });';
    const required = 'const core = require("beamlet/core-js").run; exports.a = function* () { for (;;); };';

    expect(all(module)).toMatch(/^import \{ preemption as .beamlet \} from "beamlet\/core-js";/);
    expect(transform(required, { isIncluded: true }).code).toContain(' } = require("beamlet/core-js");');
  });

  it("stands behind the line of the interpreter, however that ends", () => {
    for (const end of ["\n", "\r", "\r\n", "\u2028"]) {
      expect(transform(`#!/usr/bin/env node${end}var a = \`\nb\`; function c() { for (;;); }`, { isIncluded: true }).code).toMatch(new RegExp(`^#!/usr/bin/env node${end}const \\{ preemption`));
    }
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
    const { code, map } = transform(source, { filename: "counter.ts" });
    const consumer = new SourceMapConsumer(JSON.parse(map.toString()) as never);
    const [from, to] = [source.split("\n"), code.split("\n").map((line) => line.replace(/\$beamlet\.body\([^"]*?\)|"total"|(\w+) = typeof \1 === "number" \? \+\1 : \$beamlet\.same\(\1\);/g, (inserted) => " ".repeat(inserted.length)))];
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
