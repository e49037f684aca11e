// Values that act while they are copied, and built-ins that others have patched.

import { describe, expect, it } from "vitest";
import { copy } from "../../js/copy.ts";
import { Process, createRuntime, self, send } from "../../js/index.ts";
import { difference, expectLikeClone, refused } from "./compare.ts";
import { patched } from "./patched.ts";

describe("copy, hostile values", () => {
  it("runs each getter once", () => {
    let runs = 0;
    const counted = { get a() { return ++runs; }, inner: { get b() { return ++runs; } }, list: [{ get c() { return ++runs; } }] };
    expect(copy(counted)).toEqual({ a: 1, inner: { b: 2 }, list: [{ c: 3 }] });
    expect(runs).toBe(3);
  });

  it("runs each getter once when the copy fails", () => {
    let runs = 0;
    const counted = { get a() { runs++; return { deep: [1] }; }, b: { get c() { runs++; return () => 1; } }, get d() { runs++; return 1; } };
    expect(refused(counted).path).toBe("message.b.c");
    expect(runs).toBe(2);
  });

  it("runs a getter among the items of an array once", () => {
    let runs = 0;
    const items = [1, 2, 3];
    Object.defineProperty(items, 1, { get: () => ++runs, enumerable: true });
    expect(copy(items)).toEqual([1, 1, 3]);
    expect(runs).toBe(1);
    const named = Object.defineProperty([1, , { a: 1 }], "name", { get: () => ++runs, enumerable: true }); // eslint-disable-line no-sparse-arrays
    expect({ ...copy(named) }).toEqual({ 0: 1, 2: { a: 1 }, name: 2 });
    expect(runs).toBe(2);
  });

  it("does not take what arrays inherit for an item", () => {
    Object.defineProperty(Array.prototype, 1, { value: "inherited", enumerable: true, configurable: true, writable: true });
    try {
      expectLikeClone(Object.assign([1, , 3], { extra: 4 })); // eslint-disable-line no-sparse-arrays
    } finally {
      delete (Array.prototype as Record<number, unknown>)[1];
    }
  });

  it("does not run toJSON, toString, valueOf, Symbol.toStringTag, Symbol.iterator, constructor or species of a value", () => {
    const run = () => { throw new Error("ran"); };
    class Trap { a = 1; toJSON() { run(); } get [Symbol.toStringTag]() { return run(); } static get [Symbol.species]() { return run(); } [Symbol.iterator]() { run(); } }
    const items = Object.defineProperty([1, 2], "constructor", { get: run, enumerable: false });
    const own = { b: 1, get [Symbol.toStringTag]() { return run(); }, toJSON: 1 };
    const empty = Object.defineProperty({}, Symbol.toStringTag, { get: run });
    expect(copy([new Trap(), items, own, empty])).toEqual([{ a: 1 }, [1, 2], { b: 1, toJSON: 1 }, {}]);
    expect(copy(Object.defineProperty(new ArrayBuffer(4), "constructor", { get: run })).byteLength).toBe(4);
  });

  it("throws what a getter throws, and keeps nothing of the attempt", () => {
    const failure = new Error("mine");
    const value = { a: {}, get b() { throw failure; } };
    expect(() => copy(value)).toThrow(failure);
    expect(copy({ a: value.a })).toEqual({ a: {} });
  });

  it("copies a message from a getter of another message", () => {
    const value = { a: { b: 1 }, get c() { return copy({ d: { e: [value.a] } }); }, f: 1 };
    expect(copy(value)).toEqual({ a: { b: 1 }, c: { d: { e: [{ b: 1 }] } }, f: 1 });
  });

  it("keeps a __proto__ key an own property", () => {
    const value = JSON.parse('{"__proto__":{"polluted":true},"a":{"__proto__":1}}') as object;
    const made = copy(value) as { polluted?: unknown };
    expect(made.polluted).toBeUndefined();
    expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
    expectLikeClone(value);
    expectLikeClone(Object.assign(Object.create(null), value));
    expectLikeClone(JSON.parse(`{${Array.from({ length: 100 }, (_, i) => `"f${i}":${i}`).join()},"__proto__":{"polluted":true}}`));
  });

  it("does not pick up what Object.prototype was polluted with", () => {
    const polluted = { value: { evil: () => 1 }, enumerable: true, configurable: true };
    const made = patched([[Object.prototype, "polluted", polluted]], () => copy({ a: 1, nested: { b: 2 }, list: [1] }));
    expect(Object.keys(made)).toEqual(["a", "nested", "list"]);
    expect(Object.keys(made.nested)).toEqual(["b"]);
  });

  it("hands nothing to setters on Object.prototype but keeps the fields they would swallow", () => {
    const swallows = { get: () => "inherited", set: () => {}, configurable: true };
    const made = patched([[Object.prototype, "n", swallows]], () => copy({ type: "inc", n: 1, nested: { n: { deep: true } } }));
    expect(Object.entries(made.nested)).toEqual([["n", { deep: true }]]);
    expect(Object.getOwnPropertyDescriptor(made, "n")?.value).toBe(1);
  });

  it("copies fields of names that Object.prototype has and does not let be written, as where all built-ins are frozen", () => {
    const fixed = { value: "inherited", writable: false, configurable: true };
    const thrower = { get: () => "inherited", set: () => { throw new Error("set"); }, configurable: true };
    const value = { n: 1, m: { n: [2], m: 3 }, list: [{ n: 4 }], map: new Map([[{ n: 5 }, { m: 6 }]]) };
    const made = patched([[Object.prototype, "n", fixed], [Object.prototype, "m", thrower]], () => copy(value));
    expect(difference(made, structuredClone(value))).toBeUndefined();
  });

  it("charges a sparse array what is in it, not its length", async () => {
    const reductions = await createRuntime({ logger: false }).run(() => {
      const sparse: unknown[] = [];
      sparse.length = 2 ** 32 - 1;
      for (let count = 0; count < 200; count++) send(self(), sparse);
      return Process.info(self())?.reductions;
    });
    expect(reductions).toBeLessThan(1_000);
  });

  it("is not misled by get, set and value on Object.prototype", () => {
    const value = [JSON.parse('{"__proto__":1}'), new Error("e"), new Error("e", { cause: 1 })] as const;
    const get = { value: () => 1, writable: true, configurable: true };
    const made = patched([[Object.prototype, "get", get], [Object.prototype, "value", { ...get }]], () => copy(value));
    expect(difference(made, structuredClone(value))).toBeUndefined();
  });

  it("does not use methods that were patched after it was loaded", () => {
    const value = { map: new Map([[{ k: 1 }, { v: 1 }]]), set: new Set([{}]), list: [{ a: [1] }], at: new Date(5), pattern: /a/g, many: Array.from({ length: 100 }, (_, i) => ({ i })), bytes: new Uint8Array([1, 2]), error: new Error("e", { cause: {} }) };
    const expected = structuredClone(value);
    const bad = () => { throw new Error("ran"); };
    const methods: [object, PropertyKey[]][] = [
      [Map.prototype, ["get", "set", "has", "forEach", "entries", Symbol.iterator]],
      [Set.prototype, ["add", "has", "forEach", "values", Symbol.iterator]],
      [Array.prototype, ["slice", "push", "indexOf", "map", "concat", Symbol.iterator]],
      [Object.prototype, ["hasOwnProperty", "toString", "valueOf"]],
      [Object, ["keys", "entries", "getPrototypeOf", "getOwnPropertyDescriptor", "defineProperty"]],
      [Reflect, ["ownKeys", "get", "apply"]],
      [Date.prototype, ["getTime", "valueOf"]],
      [RegExp.prototype, ["flags", "source", "exec"]],
      [Uint8Array.prototype, ["set"]],
      [Function.prototype, ["call", "apply", "bind"]],
    ];
    const patches = methods.flatMap(([target, keys]) => keys.map((key) => [target, key, { value: bad, configurable: true, writable: true }] as const));
    const made = patched(patches, () => copy(value));
    expect(difference(made, expected)).toBeUndefined();
  });

  it("survives getters that change arrays, maps and sets while they are copied", () => {
    const list: unknown[] = [{ get a() { list.length = 1; return 1; } }, 2, 3];
    const map = new Map<unknown, unknown>([["a", { get b() { map.clear(); return 1; } }], ["c", 2]]);
    const set = new Set<unknown>([{ get d() { set.add(Math.random()); return 1; } }]);
    expect(copy({ list, map, set })).toEqual({ list: [{ a: 1 }, 2, 3], map: new Map<unknown, unknown>([["a", { b: 1 }], ["c", 2]]), set: new Set([{ d: 1 }]) });
  });

  it("copies a list 100,000 levels deep, of records, arrays, maps, sets and causes", () => {
    const wraps: ((inner: unknown) => object)[] = [(inner) => ({ inner }), (inner) => [inner], (inner) => new Map([[inner, 1]]), (inner) => new Map([[1, inner]]), (inner) => new Set([inner])];
    for (const wrap of wraps) {
      let list: unknown = { end: true };
      for (let i = 0; i < 100_000; i++) list = wrap(list);
      let made: unknown = copy(list);
      let depth = 0;
      for (; typeof made === "object" && made !== null && !Object.hasOwn(made, "end"); depth++) {
        const [first] = made instanceof Map ? [[...made][0]?.find((part) => typeof part === "object")] : made instanceof Set ? made : Object.values(made);
        made = first;
      }
      expect(depth).toBe(100_000);
    }
  });

  it("copies a huge dense array, and a huge sparse one at once", () => {
    const dense = Array.from({ length: 1_000_000 }, (_, i) => i);
    expect(copy(dense)).toEqual(dense);

    const sparse: unknown[] = [];
    sparse[4e9] = { far: 1 };
    const made = copy(sparse); // element by element this would run out of time
    expect(made.length).toBe(4e9 + 1);
    expect(made[4e9]).toEqual({ far: 1 });
  });

  it("reads a proxy through its traps, each property once", () => {
    const reads: PropertyKey[] = [];
    const proxy = new Proxy({ a: 1, b: { c: 2 } }, { get: (target, key) => (reads.push(key), Reflect.get(target, key) as unknown) });
    expect(copy(proxy)).toEqual({ a: 1, b: { c: 2 } });
    expect(reads).toEqual(["a", "b"]);
  });

  it.each(["get", "ownKeys", "getPrototypeOf", "getOwnPropertyDescriptor"])("passes on what the %s trap of a proxy throws", (trap) => {
    const failure = new Error("trapped");
    const proxy = new Proxy({ a: 1 }, { [trap]: () => { throw failure; } });
    expect(() => copy({ proxy })).toThrow(failure);
  });

  it("treats an object that only claims to be exotic as a record", () => {
    for (const { prototype } of [Map, Set, Date, RegExp, Error, ArrayBuffer, Uint8Array, Number]) {
      expectLikeClone(Object.assign(Object.create(prototype) as object, { a: 1 }));
    }
    expectLikeClone({ [Symbol.toStringTag]: "Map", a: 1 });
  });
});
