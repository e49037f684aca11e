// What is not copied, and how that is said.

import { describe, expect, it } from "vitest";
import { refused } from "./compare.ts";

function nestedIn(value: unknown, levels: number): unknown {
  let outer = value;
  for (let i = 0; i < levels; i++) outer = { next: outer };
  return outer;
}

describe("copy, refusals", () => {
  const work = (): number => 1;

  it.each<[string, unknown]>([
    ["message", work],
    ["message", Symbol("s")],
    ["message.items[3].onClick", { items: [0, 1, 2, { onClick: work }] }],
    ['message["a b"].c', { "a b": { c: work } }],
    ['message["1x"]', { "1x": work }],
    ["message.ünder_$1", { ünder_$1: work }],
    ['message.__proto__', JSON.parse('{"__proto__":0}', (key, value: unknown) => (key === "__proto__" ? work : value)) as unknown],
    ['message.get("key").f', new Map([["key", { f: work }]])],
    ["message.get(7)", new Map([[7, work]])],
    ["message.get(7n)", new Map([[7n, work]])],
    ["message.get(undefined)", new Map([[undefined, work]])],
    ["message.values()[1].f", new Map<unknown, unknown>([[1, 1], [{}, { f: work }]])],
    ["message.keys()[1].f", new Map<unknown, unknown>([[1, 1], [{ f: work }, 1]])],
    ["message.values()[1][0]", new Set<unknown>([1, [work]])],
    ["message.a.cause.f", { a: new Error("e", { cause: { f: work } }) }],
    ["message[2]", [1, , work]],
    ["message[1].named.f", [1, Object.assign([], { named: { f: work } })]],
    ["message.x", Object.assign(Array.from({ length: 20_000 }, () => 1), { x: work })],
    [`message${".next".repeat(500)}.f`, nestedIn({ f: work }, 500)],
  ])("names %s", (path, value) => {
    expect(refused(value).path).toBe(path);
  });

  it("names the shortest path when an object is met twice, and does not loop in a cycle", () => {
    const twice: { self?: unknown; deep: unknown; near?: unknown } = { deep: {} };
    const offender = { f: work };
    twice.self = twice;
    twice.deep = { deeper: { offender } };
    expect(refused(twice).path).toBe("message.deep.deeper.offender.f");
  });

  it("begins the path with the given root", () => {
    expect(refused({ f: work }, "reason").path).toBe("reason.f");
    expect(refused(work, "args[0]").path).toBe("args[0]");
  });

  it.each<[string, () => unknown]>([
    ["a WeakMap", () => new WeakMap()],
    ["a WeakSet", () => new WeakSet()],
    ["a WeakRef", () => new WeakRef({})],
    ["a FinalizationRegistry", () => new FinalizationRegistry(() => {})],
    ["a promise", () => Promise.resolve()],
    ["a promise with properties", () => Object.assign(Promise.resolve(), { a: 1 })],
    ["a generator", () => (function* () {})()],
    ["an async generator", () => (async function* () {})()],
    ["an iterator of an array", () => [].values()],
    ["an iterator of a Map", () => new Map().entries()],
    ["a boxed symbol", () => Object(Symbol("s")) as unknown],
    ["a collator", () => new Intl.Collator()],
    ["a class", () => class {}],
    ["a detached buffer", () => { const buffer = new ArrayBuffer(1); structuredClone(buffer, { transfer: [buffer] }); return buffer; }],
    ["a view of a detached buffer", () => { const view = new Uint8Array(1); structuredClone(view, { transfer: [view.buffer] }); return view; }],
    ["a message port", () => { const { port1 } = new MessageChannel(); port1.close(); return port1; }],
  ])("refuses %s, as structuredClone does", (_name, make) => {
    expect(() => structuredClone(make())).toThrow();
    expect(refused({ held: make() }).path).toBe("message.held");
    expect(refused(make()).path).toBe("message");
  });

  it("refuses the namespace of a module", async () => {
    expect(refused(await import("../../js/share.ts")).path).toBe("message");
  });

  it("refuses an exotic object in disguise rather than to send it empty", () => {
    expect(refused({ at: Object.setPrototypeOf(new Date(5), Object.prototype) as unknown }).path).toBe("message.at");
    expect(refused(Object.setPrototypeOf(/a/, null)).path).toBe("message");
  });
});
