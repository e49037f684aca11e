// Random programs: syntax trees that are printed as JavaScript in which every statement leaves a trace.

import fc from "fast-check";

export type Statement =
  | { readonly kind: "log" | "throw" | "return" | "break" | "continue" | "yield" | "yieldAll" | "call" | "delegate" | "iterate" | "ask" | "relay" | "unended" | "postfix"; readonly n: number }
  | { readonly kind: "for" | "while" | "do" | "forOf" | "forIn" | "labelled" | "tested" | "captured" | "growing" | "iterated" | "taken" | "jumping" | "summed" | "endless"; readonly n: number; readonly body: readonly Statement[]; readonly isBare: boolean }
  | { readonly kind: "if" | "switch" | "closure" | "static" | "hoisted"; readonly n: number; readonly body: readonly Statement[]; readonly other: readonly Statement[] }
  | { readonly kind: "try"; readonly n: number; readonly body: readonly Statement[]; readonly other: readonly Statement[]; readonly last: readonly Statement[] };

export interface Program {
  readonly main: readonly Statement[];
  readonly values: readonly Statement[];
  readonly helper: readonly Statement[];
}

const n = fc.integer({ min: 0, max: 4 });
const ASKING = 7;
const RELAYING = 11;

const { block } = fc.letrec<{ statement: Statement; block: readonly Statement[] }>((tie) => ({
  statement: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom("log", "log", "yield", "yieldAll", "call", "delegate", "iterate", "ask", "relay", "unended", "postfix"), n }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("throw", "return", "break", "continue"), n }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom("for", "while", "do", "forOf", "forIn", "labelled", "tested", "captured", "growing", "iterated", "taken", "jumping", "summed", "endless"), n, body: tie("block"), isBare: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("if", "switch", "closure", "static", "hoisted"), n, body: tie("block"), other: tie("block") }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("try"), n, body: tie("block"), other: tie("block"), last: tie("block") }) },
  ) as fc.Arbitrary<Statement>,
  block: fc.array(tie("statement"), { maxLength: 4, depthIdentifier: "block" }) as fc.Arbitrary<readonly Statement[]>,
}));

export const program: fc.Arbitrary<Program> = fc.record({ main: block, values: block, helper: block });

interface Context {
  readonly isGenerator: boolean;
  /** The generator may yield values, or only block. */
  readonly hasValues: boolean;
  readonly isInLoop: boolean;
  readonly isInSwitch: boolean;
  /** A static block, which nothing returns from. */
  readonly isStatic: boolean;
  /** Names of what may be called: those of the functions that do not call this one. */
  readonly calls: readonly ("helper" | "values" | "step")[];
}

/** Prints a program. `exports.drive(commands)` has `main` asked by hand for what it yields; `exports.main` is it. */
export function print({ main, values, helper }: Program, hasValues: boolean): string {
  const context = { isGenerator: true, isInLoop: false, isInSwitch: false, isStatic: false };
  return `
    let fuel = 400, names = 0;
    function log(n) { if (--fuel < 0) throw new Error("out of fuel"); trace.push(n); disturb(); return n; }
    function test(n, most) { log(n); if (n === 3 && most === 4) throw new Error("tested"); return n < most; }
    function helper(n) { ${block_(helper, { ...context, isGenerator: false, hasValues: false, calls: [] })} return n; }
    function* values(n) { yield log(n); ${block_(values, { ...context, hasValues: true, calls: ["helper"] })} }
    function* step(n) { for (let i = 0; i < n; i++) log(i); return log(n); }
    function* part(n) { for (let i = 0; i < n; i++) log(i); let m = yield* outside.numbers(n); while (m-- > 0) log(m); if (n > 2) log(yield* part(n - 2)); return log(yield* outside.numbers(1)); }
    class Silent { *run(n) { for (let i = 0; i < n; i++) log(i); return log(yield* this.#rest(n)); } *#rest(n) { for (const k of [n, 1]) log(k); return yield* step(n); } }
    const silent = { *run(n) { do log(n); while (n-- > 0); return yield* new Silent().run(1); } };
    const anonymous = function* (n) { for (;;) { if (n-- <= 0) return log(yield* silent.run(1)); log(n); } };
    function* main(n) { ${block_(main, { ...context, hasValues, calls: ["helper", "values", "step"] })} }
    exports.main = main;
    ${hasValues ? "exports.drive = drive;" : ""}
    function drive(commands) {
      const it = main(1);
      return commands.map(([name, value]) => { try { const { done, value: result } = it[name](value); return [done, result]; } catch (error) { return ["threw", outside.textOf(error)]; } });
    }`;
}

// With `drive` in the file, `main` is seen to be asked for its values. A body is only performed.
export function printBody(source: Program): string {
  return print(source, false).replace(/function drive[^]*$/, "");
}

function block_(statements: readonly Statement[], context: Context): string {
  return statements.map((one) => printOne(one, context)).join(" ");
}

let label = 0;

function printOne(one: Statement, context: Context): string {
  const { n } = one;
  const log = `log(${n});`;
  const inLoop = { ...context, isInLoop: true };
  const inFunction = { ...context, isGenerator: false, isInLoop: false, isInSwitch: false, isStatic: false, calls: context.calls.filter((name) => name === "helper") };
  switch (one.kind) {
    case "log":
      return log;
    case "throw":
      return `throw new Error("e${n}");`;
    case "return":
      return context.isStatic ? log : `return log(${n});`;
    case "break":
      return context.isInLoop || context.isInSwitch ? "break;" : log;
    case "continue":
      return context.isInLoop ? "continue;" : log;
    case "yield":
      return context.isGenerator && context.hasValues ? `log(yield ${n});` : log;
    case "yieldAll":
      return context.isGenerator && context.hasValues ? `yield* [${n}, log(${n})];` : log;
    case "unended":
      return printUnended(n, context);
    case "postfix":
      return `{ let i = ${n}; ${n % 2 === 0 ? "do i--" : "while (i-- > 0) i--"}\n${n % 2 === 0 ? "while (i > 0) " : ""}(log(i)) }`;
    case "call":
      return context.calls.includes("helper") ? `log(helper(${n}));` : log;
    case "delegate":
      return context.calls.includes("step") ? `log(yield* step(${n}));` : log;
    case "ask":
      return context.calls.includes("step") ? `log(outside.asking[log(${n}) % ${ASKING}](() => part(${n})));` : log;
    case "relay":
      return context.calls.includes("step") ? `log(yield* outside.relaying[(${n} * 3 + log(${n})) % ${RELAYING}](() => part(${n}), () => ${n % 2 === 0 ? "anonymous" : "silent.run"}(${n})));` : log;
    case "iterate":
      return context.calls.includes("values") ? `for (const v of values(${n})) { log(v); if (v > 3) break; }` : log;
    case "for":
      return `for (let i = 0; i < ${n}; i++) ${loopBody(one, inLoop)}`;
    case "while":
      return `{ let i = ${n}; while (i-- > 0) ${loopBody(one, inLoop)} }`;
    case "do":
      return `{ let i = ${n}; do ${loopBody(one, inLoop)} while (i-- > 0); }`;
    case "forOf":
      return `for (const x of [${n}, 1, log(2)]) ${loopBody(one, inLoop)}`;
    case "forIn":
      return `for (const x in { a: ${n}, b: log(2) }) ${loopBody(one, inLoop)}`;
    case "tested":
      return `for (let i = 0, most = ${n}; test(i, most); log(i), i++) ${loopBody(one, inLoop)}`;
    case "captured":
      return `{ const seen = []; for (let i = 0; i < ${n}; seen.push(() => i), i++) ${loopBody(one, inLoop)} for (const f of seen) log(f()); }`;
    case "growing":
      return `{ const list = [${n}, , log(1)]; for (const x of list) { if (list.length < 6) list.push(log(x)); else if (x === 4) list.length = 2; ${block_(one.body, inLoop)} } }`;
    case "iterated":
      return `for (${["const x", "var z", "let x", "outside.place.x", "const [x]"][(n + 2 * one.body.length) % 5]} of outside.iterables[log(${n}) + ${one.body.length}]()) ${loopBody(one, inLoop)}`;
    case "taken":
      return `for (const { a, b = log(a) } of [{ a: 1 }, { a: ${n}, b: 2 }, ${n === 3 ? "{ get a() { throw new Error(`no a`); } }" : "{ a: 3 }"}]) ${loopBody(one, inLoop)}`;
    case "jumping": {
      const name = `label${label++}`;
      return `${name}: for (const y of [${n}, 1]) { for (const x of [1, y, 2]) { if (log(x) === 2) continue ${name}; if (x === 3) break ${name}; if (x === 4) ${context.isGenerator ? "return x" : "break"}; ${block_(one.body, inLoop)} } }`;
    }
    case "summed":
      return `{ let sum = [0, -0, "a", 0.5, 1n][${n}], k = 0; for (; k < 3; k++) { sum += [1, -0, 2 ** 31, "b", 2n][log(${n})]; ${block_(one.body, inLoop)} } trace.push([typeof sum, k, Object.is(sum, -0) ? "-0" : String(sum)]); }`;
    case "endless":
      return `{ let i = 0; for (;; log(i)) { if (i++ > ${n}) break; ${block_(one.body, inLoop)} } }`;
    case "labelled": {
      const name = `label${label++}`;
      return `${name}: for (let i = 0; i < ${n}; i++) { for (const f of [() => i, () => ${n}]) { if (f() === 2) continue ${name}; if (log(f()) === 3) break ${name}; ${block_(one.body, inLoop)} } }`;
    }
    case "if":
      return `if (log(${n}) % 2) { ${block_(one.body, context)} } else { ${block_(one.other, context)} }`;
    case "switch":
      return `switch (log(${n})) { case 1: ${block_(one.body, { ...context, isInSwitch: true })} default: ${block_(one.other, { ...context, isInSwitch: true })} }`;
    case "closure":
      return `log([${n}].map((x) => { ${block_(one.body, inFunction)} return x; })[0]);`;
    case "static":
      return `class Static${label++} { static x = [${n}].map((x) => { for (const y of [x, 1]) log(y); return x; }); static { ${block_(one.body, { ...inFunction, isStatic: true })} log(this.x[0]); } }`;
    case "hoisted": {
      const name = `hoisted${label++}`;
      return `if (log(${n}) % 2) { function ${name}() { ${block_(one.body, inFunction)} return ${n}; } log(${name}()); } else log(typeof ${name});`;
    }
    case "try":
      return `try { ${block_(one.body, context)} } ${n % 2 === 0 ? "catch" : "catch (e)"} { ${n % 2 === 0 ? log : "trace.push(outside.textOf(e));"} ${block_(one.other, context)} } ${n > 2 ? `finally { ${log} ${block_(one.last, context)} }` : ""}`;
  }
}

const BEGINNINGS = ["(log(1))", "[log(1)]", "`${log(1)}`", "/1/.test(log(1))", "+log(1)"];

/** Statements that end with a `yield` and the line, before those that begin as a call or a calculation goes on. */
function printUnended(n: number, { isGenerator, hasValues, isInLoop }: Context): string {
  if (!isGenerator) return `log(${n});`;
  const ends = hasValues ? ["yield", "const u = yield", `yield true ? ${n} : () => {}`, `log((yield, yield)); yield`, `let i = ${n}; yield yield i++`] : ["yield* true ? [] : () => {}", "const u = yield* true ? [] : () => {}"];
  const end = ends[n % ends.length]!;
  const beginnings = [(n + (isInLoop ? 1 : 0)) % 3, ...(end.endsWith("++") ? [] : [3 + (n % 2)])];
  return `{ ${beginnings.map((at) => `{ ${end}\n${BEGINNINGS[at]}; }`).join(" ")} }`;
}

/** Without braces where one statement is all there is. */
function loopBody({ body, isBare, n }: Extract<Statement, { readonly isBare: boolean }>, context: Context): string {
  return isBare && body.length === 1 && body[0]!.kind !== "while" && body[0]!.kind !== "do" && body[0]!.kind !== "static" ? printOne(body[0]!, context) : `{ log(${n}); ${block_(body, context)} }`;
}
