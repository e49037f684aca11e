// Every construct of the language that the pass might disturb, run as it is written and compiled: with the same value and the same trace.

import { afterAll, describe, expect, it } from "vitest";
import { counting } from "../../js/counting.ts";
import { createRuntime, preemption } from "../../js/index.ts";
import { compiled, evaluate } from "./evaluate.ts";

const runtime = createRuntime({ logger: false, reductions: 1, longTurnMs: Infinity });

afterAll(() => runtime.stop());

type Main = () => unknown;

/** What a program returns or throws, and its trace. Every check in it spends. */
async function outcomeOf(code: string, isProcess: boolean): Promise<unknown> {
  const trace: unknown[] = [];
  let spends = 0;
  const log = (value: unknown): unknown => {
    trace.push(value);
    preemption.left = spends++ % 3;
    counting.firstChunk = 1;
    return value;
  };
  Object.assign(globalThis, { log });
  try {
    const main = evaluate(`${code}`)["main"] as unknown as Main;
    const value = isProcess ? await runtime.run(main) : await valueOf(main());
    return { value, trace };
  } catch (error) {
    return { error: String(error), trace };
  }
}

/** What host code gets of a function, a generator or an async one. */
async function valueOf(result: unknown): Promise<unknown> {
  if (typeof result !== "object" || result === null || !("next" in result)) return result;
  const steps = result as Generator<unknown, unknown, unknown>;
  const values: unknown[] = [];
  for (let step = steps.next(); ; step = steps.next(values.length)) {
    values.push(step.value);
    if (step.done === true) return values;
  }
}

const body = (code: string): string => `exports.main = function* () { ${code} };`;
const async_ = (code: string): string => `exports.main = async function () { ${code} };`;

const programs: Readonly<Record<string, string>> = {
  // Functions.
  "generators, methods and getters of a class, its static blocks and fields": body("class A { static x = log('x'); static { for (let i = 0; i < 3; i++) log(i); function* g() { for (let i = 0; i < 3; i++) log(i); return 7; } A.g = g; } *m() { for (const x of [1, 2]) log(x); return yield* A.g(); } get v() { let s = 0; for (let i = 0; i < 5; i++) s += i; return s; } #p() { let n = 0; while (n < 4) n++; return n; } *#q() { for (;;) return 3; } *['c' + 1]() { for (const k of [1]) log(k); return 5; } *r() { return [this.#p(), yield* this.#q(), yield* this.c1(), this.v]; } } const a = new A(); return [yield* a.m(), yield* a.r(), Object.getOwnPropertyNames(A.prototype), Object.getOwnPropertyNames(A), A.prototype.m.name, A.prototype.c1.name];"),
  "private generators of frozen and foreign objects": body("class Base { constructor(o) { return o; } } class A extends Base { *#q() { for (;;) return 1; } static has(o) { return #q in o; } *r() { return yield* this.#q(); } } class B { *#q() { for (;;) return 2; } *r() { return yield* this.#q(); } } const o = { x: 1 }; new A(o); try { new A(o); } catch (e) { log(e.name); } return [A.has(o), yield* A.prototype.r.call(o), yield* Object.freeze(new B()).r(), Reflect.ownKeys(new B())];"),
  "`arguments`, also where parameters are its elements": body("function f() { for (let i = 0; i < arguments.length; i++) arguments[i] = i * 2; return [...arguments]; } function g(x, y) { for (var i = 0; i < 2; i++) { x = x + 1; arguments[1] += x; } return [x, y, arguments[0], arguments[1], arguments.length]; } function h(x) { for (let i = 0; i < 3; i++) { x += 0.5; arguments[0] = -0; } return Object.is(x, -0); } return [f(5, 6, 7), g(5, 6, 7), h(-0)];"),
  "`new.target` and `super`": body("function T() { for (let i = 0; i < 2; i++) log(new.target === T); } new T(); T(); class B extends Array { constructor() { for (let i = 0; i < 2; i++) log(new.target.name); super(); } } const p = { *m() { for (let i = 0; i < 2; i++) log(i); return 'p'; }, n() { return 1; } }; const o = { __proto__: p, *m() { for (let i = 0; i < 2; i++) log(i); return yield* super.m(); }, n() { let s = 0; for (let i = 0; i < 2; i++) s += super.n(); return s; }, get g() { for (const x of [1]) return super.n(); } }; return [new B().length, yield* o.m(), o.n(), o.g];"),
  "`super` in text that is evaluated": body("const o = { *a() { for (;;) return eval('super.toString') === Object.prototype.toString; } }; return yield* o.a();"),
  "methods of objects": body("const o = { *a(x, y = 2, ...z) { for (;;) return [x, y, z, arguments.length, this === o]; }, *'b c'() { for (;;) return 2; }, *3() { return 3; }, *['d']() { return 4; }, *get() { return 5; }, *async() { return 6; }, *'__proto__'() { return 8; } }; return [Object.entries(o).map(([k, f]) => [k, f.name, f.length, Object.getOwnPropertyNames(f)]), yield* o.a(1), yield* o['b c'](), yield* o[3](), yield* o.d(), yield* o.get(), yield* o.async(), yield* o.__proto__()];"),
  "names of functions": body("let a = function* () {}, b, c, m; b = function* () {}; c ||= function* () {}; (m) = function* () {}; let { d = function* () {} } = {}; let [e = function* () {}] = []; const o = { f: function* () {}, 'g h': function* () {}, 5: function* () {}, ['i']: function* () {}, j: (function* () {}), k: (0, function* () {}) }; class C { n = function* () {}; static p = function* () {}; #q = function* () {}; ['r'] = function* () {}; 's' = function* () {}; q() { return this.#q; } } const z = new C(); function t(t = function* () {}) { return t; } o.x = function* () {}; return [a, b, c, d, e, m, o.f, o['g h'], o[5], o.i, o.j, o.k, z.n, C.p, z.q(), z.r, z.s, t(), o.x].map((f) => f.name);"),
  "a generator whose prototype is another": body("const f = function* () { for (;;) return 1; }; f.prototype = null; log(Object.getPrototypeOf(f()) === null); const one = yield* f.call.call(Object.assign(f, { prototype: Array.prototype })); return [one, f() instanceof Array];"),
  "one name for two functions": "function* f() { for (;;) return 1; } function* f() { yield 7; for (let i = 0; i < 2; i++) log(i); return 2; } function* g() { for (;;) return 1; } async function g() {} exports.main = function* () { const out = []; for (const x of f()) out.push(x); function* h() { for (;;) return 1; } function h() { return 3; } return [out, g() instanceof Promise, h(), new h() instanceof h]; };",
  "one key for two members of a class": body("class A { *a() { return 1; } get ['a']() { return 2; } static *b() { for (;;) return 9; } static get ['b']() { throw new Error('asked'); } *c() { return 1; } c() { return 2; } *d() { return 3; } get d() { return 4; } static *'5'() { return 5; } static async 5() {} *e() { return 1; } async ['e']() {} } const a = new A(); return [a.a, a.c(), a.d, A[5]() instanceof Promise, a.e() instanceof Promise];"),
  "recursive arrows": body("const f = (n) => n ? f(n - 1) : 0; const g = (n) => (n ? g(n - 1) : { a: 1 }); const h = n => n && h(n - 1), k = (n) => function () { return n ? k(n - 1)() : 'k'; }; const l = (n) => n ? l(n - 1) : /x/; class A { static f = (n) => n ? A.f(n - 1) : n; get h() { return this.k > 2 ? 1 : (this.k = (this.k ?? 0) + 1, this.h); } } return [f(3), g(2), h(2), k(2)(), l(1).source, A.f(3), new A().h];"),
  "functions of blocks in sloppy code": body("log(typeof f); if (true) { function f() { for (;;) return 1; } } for (var i = 0; i < 2; i++) { function g() { for (;;) return i; } log(g()); } for (let h of [1, 2]) { function k() { for (;;) return h; } log(k()); } for (const q of [1]) { { function q() {} } } return [f(), g(), k(), typeof q];"),
  "strict code": `"use strict"; ${body("for (let i = 0; i < 3; i++) log(i); return (function () { for (;;) return this; })();")}`,
  "directives in any order": "exports.main = function* () { 'a'\n'use strict'\nconst f = function () { 'use beamlet'\n'use strict'\n for (;;) return this }, g = function () { 'use strict' /* x */; 'use beamlet'\n for (;;) return this }; return [f(), g()] }",
  "`with` around a function": body("const names = new Proxy({}, { has: (_, key) => typeof key === 'string' && key.startsWith('$'), get: () => undefined }); with (names) { return (function () { let n = 0; for (let i = 0; i < 3; i++) n += i; return n; })(); }"),
  "names like those that are inserted, also with escapes": body("const \\u0024beamlet = 5, \\u{24}beamletChain = 6, $beamletAt = 7; let n = 0; for (let i = 0; i < 3; i++) n += \\u0024beamlet + $beamletChain; for (const x of [1]) n += $beamletAt; return n;"),
  "words that are keywords elsewhere": "exports.main = function () { var let, yield = 0, await = 1, async, of, get; for (let = 0; let < 2; let++) log(let); for (yield = 0; yield < 2; yield++) log(yield + await); for (var async of [1]) log(async); for (var of of [2]) log(of); for (let of = 0; of < 2; of++) log(of); for (var get in { a: 1 }) log(get); return [let, yield]; };",
  // Classes.
  "computed keys with `super` in a method of an object": body("const p = { x(n = '') { return 'k' + n; }, *g() { for (;;) return 'g'; } }; const o = { __proto__: p, *a() { for (;;) return { *[super.x()]() { for (;;) return 1; }, get [super.x(1)]() { return 2; }, [super.x(2)]: function* () { return 3; } }; }, *b() { return class { *[super.x()]() { return 1; } static *[yield* super.g()]() { for (const x of [2]) return x; } [super.x(1)] = 3; }; }, *c(d = { *[super.x()]() { return 1; } }) { return (() => ({ ...d, *[super.x(1)]() { return 2; } }))(); }, *e() { return { n: { *[eval('super.x()')]() { return 1; } } }; }, *f() { return { *[super.x()]() { for (;;) return { *[1]() {}, *m() { return super.x; } }; } }; } }; const a = yield* o.a(), B = yield* o.b(), c = yield* o.c(), e = yield* o.e(), f = yield* o.f(); return [yield* a.k(), a.k1, yield* a.k2(), yield* new B().k(), yield* B.g(), new B().k1, yield* c.k(), yield* c.k1(), yield* e.n.k(), Object.keys(yield* f.k())];"),
  "computed keys with `super` in a method, a field and a static block of a class": body("class P { x(n = '') { return 'k' + n; } static x() { return 's'; } *g() { for (;;) return 'g'; } } class A extends P { *a() { for (let i = 0; i < 2; i++) { const o = { *[super.x(i)]() { return i; } }; for (const k of Object.keys(o)) log([k, yield* o[k]()]); } return { *[yield* super.g()]() { for (;;) return 1; } }; } b = { *[super.x()]() { for (;;) return 2; } }; static c = class { *[super.x()]() { return 3; } *m() { return 4; } }; static { const o = { *[super.x()]() { for (;;) return 5; }, *a() { return { *[super.toString.name]() { return 6; } }; } }; A.o = o; } } const a = new A(), o = yield* A.o.a(); return [yield* (yield* a.a()).g(), yield* a.b.k(), yield* new A.c().s(), yield* new A.c().m(), yield* A.o.s(), yield* o.toString()];"),
  "`super` of a class in a method of an object": body("const o = { *a() { return class extends Array { b = super.at; static c = () => super.from; static { this.d = super.of; } *e() { return super.at; } }; } }; const A = yield* o.a(), a = new A(); return [a.b.name, A.c().name, A.d.name, (yield* a.e()).name, o.a.name];"),
  "loops of static blocks and fields": body("let n = 0; a: for (const y of [1, 2]) { class A { static x = log('x'); static { let sum = 0, k = 0.5; for (let i = 0; i < 4; i++) { sum += i; k *= -0; } b: for (const v of [1, 2, 3]) { for (const w of 'ab') { if (v === 2) continue b; if (v === 3) break b; log([v, w]); } } do log(n++); while (n % 3); for (const z in { p: 1, q: 2 }) log(z); try { while (true) if (log(sum++) > 8) throw new Error('t'); } catch (e) { log(e.message); } finally { for (const v of [9]) log(v); } this.sum = [sum, Object.is(k, -0)]; var inner = 1; } #f = () => { let s = 0; for (const v of [1, 2]) s += v; return s; }; g = [1, 2].map((v) => { let s = v; while (s < 9) s *= 2; return s; }); *h() { for (const v of this.g) log(v); return this.#f(); } static j = function* () { for (let i = 0; i < 3; i++) log(i); return 'j'; }; } log([A.sum, yield* new A().h(), yield* A.j(), typeof inner]); }"),
  "generators with `Symbol.iterator` for their key": body("class A { *[Symbol.iterator]() { for (let i = 0; i < 3; i++) yield i; } *a() { for (const x of this) log(x); return yield* this[Symbol.toStringTag](); } *[Symbol.toStringTag]() { for (;;) return 5; } static *[Symbol.hasInstance]() { return 6; } } const o = { *[Symbol.iterator]() { for (let i = 0; i < 2; i++) yield i; } }; return [[...new A()], yield* new A().a(), yield* A[Symbol.hasInstance](), ...o];"),
  "keys of a local `Symbol`": body("const Symbol = { iterator: 'a', k: 'b' }; class A { *a() { return 1; } get [Symbol.iterator]() { throw new Error('asked'); } *b() { return 2; } async [Symbol.k]() {} *c() { for (;;) return 3; } static *a() { for (;;) return 4; } static *[Symbol.iterator]() { yield 5; } } const o = { *a() { return 1; }, *[Symbol.iterator]() { for (;;) return 6; } }; return [yield* new A().c(), new A().b() instanceof Promise, [...A.a()], yield* o.a(), [...globalThis.Array(2).keys()]];"),
  "keys of a `Symbol` that is a parameter, a class or evaluated": body("const f = (Symbol) => class { *a() { return 1; } get [Symbol.iterator]() { throw new Error('asked'); } }; const g = () => { class Symbol { static iterator = 'a'; } return class { *a() { return 1; } get [Symbol.iterator]() { throw new Error('asked'); } }; }; const h = () => { eval('var Symbol = { iterator: `a` }'); return class { *a() { return 1; } get [Symbol.iterator]() { throw new Error('asked'); } }; }; return [f({ iterator: 'a' }), g(), h()].map((A) => Object.getOwnPropertyNames(A.prototype));"),
  "keys of what `Symbol` has as a function": body("class A { *Symbol() { return 1; } get [Symbol.name]() { throw new Error('asked'); } *[Symbol.length]() { return 2; } *b() { for (;;) return 3; } } return [Object.getOwnPropertyNames(A.prototype), yield* new A().b()];"),
  "functions of a case that are something else by then": body("switch (1) { case 1: f = null; log(f); function* f() { for (;;) return 1; } } switch (1) { case 1: g = function* () { yield 5; }; function* g() {} } switch (1) { case 1: log(yield* h()); function* h() { for (;;) return 1; } log(yield* h()); }"),
  "iterators without `throw`": "exports.main = function* () { const it = { get throw() { log('throw?'); }, get return() { log('return?'); return (...given) => { log(given); return {}; }; }, next(...given) { log(given); return { done: false, value: 1 }; }, [Symbol.iterator]() { return this; } }, g = (function* () { yield* it; yield 3; })(); g.next(); log(g.next(2)); try { g.throw(new Error('x')); } catch (e) { log(e.name); } const h = (function* () { yield* it; yield 3; })(); h.next(); log(h.return(4)); };",
  // Jumps.
  "`continue` and `break` to labels out of `finally`": body("a: for (let i = 0; i < 4; i++) { try { for (const x of [1, 2, 3]) { try { if (x === 2) continue a; if (i === 3) break a; log([i, x]); } finally { log('f' + i); } } } finally { log('g'); for (const y of [1]) log(y); if (i === 1) continue a; } } b: { c: for (;;) { d: do { try { break c; } finally { if (log(1)) break d; } } while (false); break b; } } return 'end';"),
  "a `finally` that takes back a `return`": body("function f() { for (const x of [1, 2, 3]) { try { return log(x); } finally { if (x < 3) continue; } } } const r = []; for (let i = 0; i < 3; i++) { try { return [r, f()]; } finally { if (i < 2) continue; r.push(i); } }"),
  "labels of blocks, and chains of `if`": body("for (let i = 0; i < 3; i++) label: { log(i); if (i) break label; continue; } if (1) for (const x of [1, 2]) if (x === 1) continue; else log(x); else log('no'); if (0) while (1); else do log('d'); while (0); return 1;"),
  // Scopes.
  "variables of each iteration": body("const fs = []; for (let i = 0; i < 3; fs.push(() => i), i++); for (let i = 0, g = () => i++; i < 3; g(), i++) { fs.push(() => i); if (fs.length > 9) break; } for (const x of [1, 2, 3]) fs.push(() => x); var x = 1; for (let x = 5, f = () => x; x < 8; x++) log([x, f()]); for (const x of [2]) { for (const x of [3]) log(x); log(x); } return [x, fs.map((f) => f())];"),
  "variables before their declaration": body("const t = (f) => { try { return f(); } catch (e) { return e.name; } }; return [t(() => { for (let i = 0; i < 3; i++) n++; let n = 0; }), t(() => { for (; i < 3; i++); let i = 0; }), t(() => { for (const x of x); }), t(() => { switch (3) { case 1: let x = 1; case 3: for (let k = 0; k < 3; k++) x; } }), t(() => { for (const x of [1]) x = 2; })];"),
  "parameters, and variables of their names": body("function f(n = 0) { var n; for (; n < 3; n++); return n; } function g(n, h = () => n) { var n = 5; for (; n < 8; n++); return [n, h()]; } function k(a, { b }, [c], d = 1, ...e) { for (let i = 0; i < 2; i++) { a++; b++; c++; d++; e = i; } return [a, b, c, d, e]; } return [f(), g(1), k(1, { b: 2 }, [3])];"),
  "text that is evaluated": body("eval('var q = 5'); let n = 0, z = 0; for (let i = 0; i < 3; i++) eval('n += i; i + 0'); const set = eval('(v) => { z = v; }'); set(-0); for (let k = 0; k < 3; k++) if (k === 5) z++; return [q, n, Object.is(z, -0)];"),
  "heads that begin as no statement does": body("let a, o = { a: 2 }; for ({ a } = o; a > 0; a--) log(a); for (function () { log('f'); }(); a < 2; a++); for (class {}.x; a < 4; a++); for (var n = ('a' in o) ? 3 : 0; n > 0; n--) log(n); for ([a] = [1]; a; a--); return a;"),
  // Values.
  "numbers at their limits": body("let n = 2 ** 31 - 2, m = 1 - 2 ** 31, z = 0, k = 5, w = 0, q = 1, p = 0, c = 0; for (let i = 0; i < 5; i++) { n++; m--; } for (let i = 0; i < 3; i++) { z *= -1; k %= -5; w = w * -1; w |= 0; q = q >>> 0; q -= 1; p -= 0; p = -p; c += -0; } return [n, m, z, k, w, q, p, c].map((x) => Object.is(x, -0) ? '-0' : x);"),
  "values that are no numbers": body("let o = { n: 0 }, n = '5', b = 1n, u, v = { valueOf() { log('valueOf'); return 3; } }, d = new Date(5); for (let i = 0; i < 2; i++) { n -= 1; o.n += n; u = u + 1; d = +d; } for (let i = 0n; i < 5n; i++) b *= 2n; for (let i = 0; i < 2; i++) if (i === 1) v += 1; return [n, o.n, String(b), u, v, d];"),
  "patterns with defaults that delegate": body("function* g(n) { for (let i = 0; i < n; i++) log(i); return n; } const { a = yield* g(1), b: [c = yield* g(2)] = [] } = {}; for (const { d = 5, ...r } of [{ b: 1 }, { d: 2, c: 3 }]) log([d, Object.keys(r)]); for (const [x = 9, ...y] of [[], [1, 2]]) log([x, y]); for (var [z] of [[1], [2]]); return [a, c, z];"),
  "lists that are not what they seem": body("class L extends Array {} const r = []; for (const x of new L(1, 2, 3)) r.push(x); for (const x of Object.freeze([1, 2])) r.push(x); const a = [1, 2, 3]; for (const x of a) { a.length = 1; r.push(x); } const o = { get length() { log('length'); return 2; }, 0: 1, 1: 2, [Symbol.iterator]: Array.prototype[Symbol.iterator] }; for (const x of o) r.push(x); let list = [1, 2]; for (const x of list) { list = [9]; r.push(x); } Array.prototype[1] = 'p'; try { for (const x of [1, , 3]) r.push(x); } finally { delete Array.prototype[1]; } return r;"),
  "generators that are closed": body("const out = []; for (const x of (function* () { try { yield 1; yield 2; } finally { for (const y of [1]) out.push('closed'); } })()) { out.push(x); if (x === 1) break; } return out;"),
  "templates": body("const id = (s) => s, all = []; for (let i = 0; i < 12; i++) all.push(id`x`); return [new Set(all).size, `${(() => { let s = ''; for (const c of 'abc') s += `<${c}>`; return s; })()}`];"),
  // Async.
  "heads of patterns whose names functions see": body("const fs = []; for (let [i, n] = [0, 3]; i < n; i++) fs.push(() => i); for (let { i, n } = { i: 5, n: 7 }; i < n; i++) fs.push(() => i); let y = [[1]]; try { for (const [y] of y) log(y); } catch (e) { log(e.name); } return fs.map((f) => f());"),
  "names of patterns that are declared below a loop, or constant": body("let x = 0; x++; { for (let i = 0; i < 3; i++) if (i > 5) x++; let [x] = [1]; } { const { x } = { x: 5 }; for (let i = 0; i < 3; i++) if (i > 5) x++; log(x); } return x;"),
  "a head that does something before it is assigned to": body("const o = {}; const list = [1, 2]; for ((log('head'), list[1] = 7, o).x of list) log(o.x); const got = [{ get 0() { return log('read'); } }]; for (const l of got) for ((log('then'), o).y of Object.setPrototypeOf(Object.defineProperty([0], 0, { get: () => log('read') }), Array.prototype)) log(o.y); return o;"),
  "something else under the name of `undefined`": "function f(undefined) { try { throw 1; } catch (e) { return undefined; } } function* g(undefined) { const out = []; for (const x of [1, 2]) out.push(x); for (const [k] of new Map([[1, 2]])) out.push(k); return out; } function* h(undefined) { yield undefined; yield* g(undefined); } exports.main = function* () { return [f(3), yield* g(7), [...h(5)]]; };",
  "arrays whose iterators have a `return`": body("const out = []; Object.getPrototypeOf([].values()).return = function () { out.push('closed'); return {}; }; try { for (const x of [1, 2]) { if (x === 2) break; } for (const x of [1]) out.push(x); } finally { delete Object.getPrototypeOf([].values()).return; } return out;"),
  "async generators and `for await`": async_("async function* g() { for (let i = 0; i < 3; i++) yield i; } const out = []; for await (const x of g()) { if (x === 2) break; out.push(x); } for await (const y of [Promise.resolve(1), 2]) out.push(y); const it = { async *[Symbol.asyncIterator]() { try { for (;;) yield 1; } finally { out.push('closed'); } } }; a: for (const k of [1, 2]) { for await (const x of it) continue a; } class A { static async *#p() { for (let i = 0; i < 3; i++) yield* [i]; } static async r() { const o = []; for await (const x of A.#p()) o.push(x); return o; } } return [out, await A.r()];"),
  "async arrows": async_("const f = async (x) => x > 0 ? (await f(x - 1)) + 1 : 0; const g = async x => { for (;;) return x; }; return [await f(5), await g(2)];"),
  // Text.
  "comments of HTML": "--> one\nexports.main = function* () { let a = 0;\n<!-- two for (;;)\n for (let i = 0; i < 3; i++) a += i\n--> three for (;;)\n let x = 9\n while (x --> 5)\n log(x)\n return a }",
  "an interpreter, and lines that end as in Windows": "/* */ 'use strict'\r\nexports.main = function* () {\r\nfor (const a of [1])\r\nlog(a)\r\nfor (const b of [[1]])\r\nyield* b.keys?.call([]) ?? []\r\n}\r\n",
  "statements that end without a semicolon": body("let a = [1]\nfor (const x of a) log(x)\n;[2].forEach(log)\ndo log(3)\nwhile (0)\nlet n = 0\nwhile (n < 1) n++\nfor (;;) { if (n++ > 2) break }\nreturn n"),
  "statements that end with a `yield`, and others that begin as a call goes on": "exports.main = function () { for (const value of values()) log(typeof value); }; function* values() { let a = 1, u\nyield\n(log(1))\nyield\n[log(2)]\nyield a++\n`${log(3)}`\nyield () => {}\n(log(4))\na = yield\n/5/.test(log(5))\nyield* [a--] // x\n+log(6)\nyield* u ? u : [() => {}]\nconst b = yield a = () => {}\n;(log(7))\nvar c = yield a = 1 ? u : () => {}\n[log(8)]\nif (b) yield\nelse yield a\ndo yield\nwhile (!log(9))\n{ yield }\n(log(10))\nlog((yield, yield yield a))\nyield yield yield\n(log(12))\nconst d = [yield /* y */\n, yield // z\n]\nreturn yield\n(log(11)) }",
  "regular expressions and numbers": body("let n = 0; for (const x of 'aXbX'.matchAll(/[\\p{Lu}--[A-W]]/gv)) n += x.index; for (let i = 0; i < 1_0; i++) n += 1_000n ? 0x1_0 : 0; return n;"),
};

describe("compiled and as written, a program does the same:", () => {
  it.each(Object.entries(programs))("%s", async (_, code) => {
    const other = compiled(code);

    expect(await outcomeOf(other, false)).toEqual(await outcomeOf(code, false));
    expect(await outcomeOf(other, true)).toEqual(await outcomeOf(code, true));
    expect(await outcomeOf(code, true)).not.toHaveProperty("error");
  });
});
