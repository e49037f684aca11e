import fc from "fast-check";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { copy } from "../js/copy.ts";
import { DataCloneError } from "../js/errors.ts";
import { Pid, Ref, RefKind } from "../js/pid.ts";
import { share } from "../js/share.ts";

const home = { node: 0 };
const pid = new Pid({ home }, 1, 1);
const ref = new Ref(home, RefKind.plain, 1, 1);

/**
 * Whether the host clones errors as the standard says. JavaScriptCore loses the cause or makes a string of it, workerd makes it
 * enumerable, Firefox keeps the class of an AggregateError: there only message and stack are compared.
 */
const clonesErrors = (() => {
  const clone = structuredClone(new AggregateError([], "message", { cause: {} }));
  const cause = Object.getOwnPropertyDescriptor(clone, "cause");
  return Object.getPrototypeOf(clone) === Error.prototype && cause?.enumerable === false && typeof cause.value === "object";
})();

/** Whether the host keeps the identity of every object: WebKit clones a date that is mentioned twice into two. */
const keepsIdentity = (([one, other]: readonly Date[]) => one === other)(structuredClone(Array<Date>(2).fill(new Date(0))));

/** Where an error was made, as engines note it. The standard leaves open which of it a clone has, and with which flags. */
const places = ["stack", "line", "column", "sourceURL", "originalLine", "originalColumn", "fileName", "lineNumber", "columnNumber"];

function keysOf(value: object): (string | symbol)[] {
  const keys = Reflect.ownKeys(value);
  return value instanceof Error ? keys.filter((key) => !places.includes(key as string)) : keys;
}

/** Tells where two graphs differ in anything a program can see, and undefined when they are the same. */
function difference(a: unknown, b: unknown, path = "", pairs = new Map<unknown, unknown>(), back = new Map<unknown, unknown>()): string | undefined {
  if (typeof a !== "object" || a === null || typeof b !== "object" || b === null) return Object.is(a, b) ? undefined : path || "root";
  if ((pairs.has(a) || back.has(b)) && (keepsIdentity || !(a instanceof Date || a instanceof RegExp || a instanceof Error))) return pairs.get(a) === b && back.get(b) === a ? undefined : `${path} (identity)`;
  pairs.set(a, b);
  back.set(b, a);
  if (a instanceof Error && b instanceof Error && !clonesErrors) {
    return difference([a.message, a.stack], [b.message, b.stack], path, pairs, back);
  }
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return `${path} (prototype)`;
  if (Object.prototype.toString.call(a) !== Object.prototype.toString.call(b)) return `${path} (kind)`;
  const keys = keysOf(a);
  if (String(keys.map(String)) !== String(keysOf(b).map(String))) return `${path} (keys)`;
  const parts: [string, unknown, unknown][] = keys.map((key) => [String(key), Reflect.get(a, key), Reflect.get(b, key)]);
  for (const key of keys) {
    const [one, other] = [Object.getOwnPropertyDescriptor(a, key), Object.getOwnPropertyDescriptor(b, key)];
    if (one?.enumerable !== other?.enumerable || one?.writable !== other?.writable || one?.configurable !== other?.configurable) return `${path}.${String(key)} (flags)`;
  }
  if (a instanceof Error && b instanceof Error) parts.push(["stack", a.stack, b.stack]);
  if (a instanceof Map && b instanceof Map) parts.push(["entries", [...a].flat(1), [...b].flat(1)]);
  if (a instanceof Set && b instanceof Set) parts.push(["items", [...a], [...b]]);
  if (a instanceof ArrayBuffer && b instanceof ArrayBuffer) parts.push(["bytes", String(new Uint8Array(a)), String(new Uint8Array(b))]);
  if (ArrayBuffer.isView(a) && ArrayBuffer.isView(b)) parts.push(["buffer", a.buffer, b.buffer], ["offset", a.byteOffset, b.byteOffset], ["size", a.byteLength, b.byteLength]);
  if (a instanceof Date || a instanceof RegExp || a instanceof Number || a instanceof String || a instanceof Boolean || a instanceof BigInt) parts.push(["value", String(a), String(b)]);
  for (const [step, one, other] of parts) {
    const found = difference(one, other, `${path}.${step}`, pairs, back);
    if (found !== undefined) return found;
  }
  return undefined;
}

function expectLikeClone(value: unknown): void {
  expect(difference(copy(value), structuredClone(value))).toBeUndefined();
}

/** V8 of Node 20 cannot read back an error that is its own cause. */
function isClonedByHost(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}

function refused(value: unknown, root?: string): DataCloneError {
  try {
    copy(value, root);
  } catch (error) {
    if (error instanceof DataCloneError) return error;
    throw error;
  }
  throw new Error("was copied");
}

function nestedIn(value: unknown, levels: number): unknown {
  let outer = value;
  for (let i = 0; i < levels; i++) outer = { next: outer };
  return outer;
}

/** Runs `body` while properties of built-ins are replaced. Uses nothing that may be among them. */
function patched<T>(patches: readonly (readonly [object, PropertyKey, PropertyDescriptor])[], body: () => T): T {
  const { defineProperty, getOwnPropertyDescriptor, setPrototypeOf } = Object;
  const befores: (PropertyDescriptor | undefined)[] = [];
  for (let i = 0; i < patches.length; i++) befores[i] = getOwnPropertyDescriptor(patches[i]![0], patches[i]![1]);
  for (let i = 0; i < patches.length; i++) setPrototypeOf(patches[i]![2], null);
  try {
    for (let i = 0; i < patches.length; i++) defineProperty(patches[i]![0], patches[i]![1], patches[i]![2]);
    return body();
  } finally {
    for (let i = 0; i < patches.length; i++) {
      const target = patches[i]![0];
      const key = patches[i]![1];
      delete (target as Record<PropertyKey, unknown>)[key];
      const before = befores[i];
      if (before !== undefined) defineProperty(target, key, setPrototypeOf(before, null));
    }
  }
}

class Point {
  x = 1;
  at = { y: 2 };
  get length(): never {
    throw new Error("ran");
  }
}

/** Builds a graph from a plan: each node is of a kind and holds leaves and, by number, other nodes or itself. */
const leaf = fc.oneof(
  fc.string(), fc.double(), fc.integer(), fc.boolean(), fc.bigInt(), fc.constant(null), fc.constant(undefined), fc.constant(-0),
  fc.date({ noInvalidDate: false }), fc.constant(/a+/giu), fc.uint8Array(), fc.float64Array(), fc.constantFrom(Object(1), Object("s"), Object(true), Object(1n)),
);
const name = fc.oneof(fc.string(), fc.constantFrom("a", "b", "type", "__proto__", "constructor", "toString", "length", "0", "7", "a b"));
const node = fc.record({
  kind: fc.constantFrom("record", "null", "class", "array", "sparse", "named", "map", "set", "error"),
  parts: fc.array(fc.tuple(name, fc.oneof({ weight: 2, arbitrary: leaf }, { weight: 1, arbitrary: fc.nat().map((index) => ({ index })) })), { maxLength: 8 }),
});
type Node = { kind: string; parts: [string, unknown][] };

function define(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
}

const makers: Readonly<Record<string, () => object>> = {
  record: () => ({}), null: () => Object.create(null) as object, class: () => new Point(), array: () => [], sparse: () => [], named: () => [1, 2],
  map: () => new Map(), set: () => new Set(), error: () => new RangeError("boom"),
};

function build(plan: readonly Node[]): unknown {
  const made = plan.map(({ kind }) => makers[kind]?.() ?? {});
  plan.forEach(({ parts }, at) => {
    parts.forEach(([key, planned], position) => {
      const link = typeof planned === "object" && planned !== null && Object.hasOwn(planned, "index");
      const part = link ? made[(planned as { index: number }).index % made.length] : planned;
      const target = made[at] as object;
      if (target instanceof Map) target.set(position % 2 === 0 ? key : part, part);
      else if (target instanceof Set) target.add(part);
      else if (target instanceof Error) target.cause = part;
      else if (plan[at]?.kind === "array") (target as unknown[]).push(part);
      else if (plan[at]?.kind === "sparse") (target as unknown[])[position * 3 + 1] = part;
      else if (key !== "length" || !Array.isArray(target)) define(target, key, part);
    });
  });
  return made[0];
}

describe("copy, against structuredClone", () => {
  it("gives the same graph for graphs with sharing and cycles", () => {
    fc.assert(
      fc.property(fc.array(node, { minLength: 1, maxLength: 12 }), (plan) => {
        const value = build(plan as Node[]);
        const made = copy(value);
        fc.pre(isClonedByHost(value));
        expect(difference(made, structuredClone(value))).toBeUndefined();
      }),
      { numRuns: 1500 },
    );
  });

  it("gives the same for any value fast-check makes of objects", () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withSparseArray: true, withTypedArray: true, withNullPrototype: true, withBoxedValues: true }), (value) => {
        expect(difference(copy(value), structuredClone(value))).toBeUndefined();
      }),
      { numRuns: 1500 },
    );
  });

  it("copies records of every width up to hundreds of fields", () => {
    for (const count of [1, 2, 5, 20, 63, 64, 65, 66, 130, 600]) {
      expectLikeClone(Object.fromEntries(Array.from({ length: count }, (_, i) => [`field ${i}`, i % 7 === 0 ? { i } : i])));
    }
  });

  it("copies arrays with holes, named properties and length beyond the last item", () => {
    expectLikeClone([1, , 3]); // eslint-disable-line no-sparse-arrays
    expectLikeClone(Object.assign([1, { a: 1 }], { extra: { b: 2 }, "4294967295": 1 }));
    expectLikeClone(Object.assign([1, , 3], { asManyNamesAsHoles: { a: 1 } })); // eslint-disable-line no-sparse-arrays
    expectLikeClone([undefined, 0.5, "a", undefined]);
    expectLikeClone(Object.assign([], { length: 5 }));
    expectLikeClone("ab".match(/(?<first>a)b/d));
    expectLikeClone(new (class List extends Array<number> {})(1, 2, 3));
  });

  it("copies large arrays of numbers, with a hole, and with a name", () => {
    const numbers = Array.from({ length: 20_000 }, (_, i) => i);
    expectLikeClone(numbers);
    expectLikeClone(Object.assign([...numbers], { extra: 1 }));
    const holed = [...numbers];
    delete holed[11];
    expectLikeClone(holed);
  });

  it("copies class instances and objects without prototype to plain objects", () => {
    expectLikeClone(new Point());
    expectLikeClone(Object.assign(Object.create(null), { a: { b: 1 } }));
    expectLikeClone([new (class Empty {})(), new (class Hidden { #a = 1; get a() { return this.#a; } })()]);
    expectLikeClone(Object.assign(Object.create(Date.prototype) as object, { a: 1 }));
  });

  it("copies boxed primitives, dates, regular expressions without their extra properties", () => {
    const pattern = Object.assign(/a(b)/dgimsuy, { lastIndex: 3, extra: 1 });
    expectLikeClone([Object(1), Object("text"), Object(false), Object(5n), new Date(NaN), pattern]);
    expectLikeClone(Object.assign(new Date(1), { extra: 1 }));
  });

  it("copies every kind of error with message, cause and stack", () => {
    for (const Kind of [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError]) expectLikeClone(new Kind("boom"));
    expectLikeClone(new Error("outer", { cause: { deep: new TypeError("inner", { cause: undefined }) } }));
    expectLikeClone(new AggregateError([1], "many"));
    expectLikeClone(Object.assign(new (class Custom extends TypeError {})("custom"), { extra: 1 }));
    if (clonesErrors) expectLikeClone(Object.assign(new Error("odd"), { message: 5, stack: 5, name: "RangeError" }));
    expect(copy(new Error("outer", { cause: { a: 1 } })).cause).toEqual({ a: 1 });
    expectLikeClone(new Error());
  });

  it("copies buffers and views so that views of one buffer still share it", () => {
    const buffer = new ArrayBuffer(16);
    const value = { buffer, bytes: new Uint8Array(buffer, 4, 8), view: new DataView(buffer, 2), doubles: new Float64Array(buffer) };
    expectLikeClone(value);
    expectLikeClone(new BigInt64Array([1n, 2n]).subarray(1));
  });

  it("keeps resizable buffers resizable, and tells views that follow their buffer from others", () => {
    const Resizable = ArrayBuffer as unknown as new (size: number, options: { maxByteLength: number }) => ArrayBuffer & { resize(size: number): void; readonly maxByteLength: number };
    for (const [size, limit] of [[8, 32], [16, 16], [8, 9]] as const) {
      const buffer = new Resizable(size, { maxByteLength: limit });
      const made = copy([buffer, new Uint8Array(buffer), new Uint8Array(buffer, 0, 8), new Uint16Array(buffer, 2), new DataView(buffer)]);
      const clone = structuredClone([buffer, new Uint8Array(buffer), new Uint8Array(buffer, 0, 8), new Uint16Array(buffer, 2), new DataView(buffer)]);
      const lengths = (views: readonly unknown[]) => (views as { byteLength: number }[]).map((view) => view.byteLength);

      for (const resized of [limit, size - 1, size]) {
        (made[0] as typeof buffer).resize(resized);
        (clone[0] as typeof buffer).resize(resized);
        expect(lengths(made.slice(0, 4))).toEqual(lengths(clone.slice(0, 4)));
      }
      expect((made[0] as typeof buffer).maxByteLength).toBe(limit);
    }
  });

  it("passes the memory of a SharedArrayBuffer, not a copy of it", () => {
    const memory = new SharedArrayBuffer(4);
    const made = copy({ memory, view: new Uint8Array(memory) });
    new Uint8Array(memory)[0] = 7;

    expect(made.memory).not.toBe(memory);
    expect(made.view[0]).toBe(7);
    expect(made.view.buffer).toBe(made.memory);
  });

  it("has the host copy what only the host can see into", async () => {
    const made = copy({ blob: new Blob(["text"]), other: new DOMException("gone", "AbortError") });
    expect(made.blob).toBeInstanceOf(Blob);
    expect(await made.blob.text()).toBe("text");
    const clone = structuredClone(new DOMException("gone", "AbortError"));
    expect([Object.getPrototypeOf(made.other), made.other.name]).toEqual([Object.getPrototypeOf(clone), clone.name]);
  });

  it("ignores symbol keys and what is not enumerable", () => {
    const value = { a: 1, [Symbol("s")]: { b: 1 } };
    Object.defineProperty(value, "hidden", { value: () => 1, enumerable: false });
    expectLikeClone(value);
  });

  it("gives what structuredClone gives when a getter changes the graph", () => {
    const make = () => {
      const list = [1];
      const record = { before: list, get change() { list.push(2); (record as { later?: unknown }).later = 3; delete (record as { gone?: unknown }).gone; return list.length; }, gone: 1, after: [list] };
      return record;
    };
    expect(difference(copy(make()), structuredClone(make()))).toBeUndefined();
  });
});

describe("copy, identity", () => {
  it("keeps pids and refs, at every place", () => {
    const made = copy({ pid, list: [ref, pid], map: new Map<unknown, unknown>([[pid, ref]]), set: new Set([pid]), cause: new Error("e", { cause: ref }) });
    expect(made.pid).toBe(pid);
    expect(made.list).toEqual([ref, pid]);
    expect(made.list[0]).toBe(ref);
    expect(made.map.get(pid)).toBe(ref);
    expect(made.set.has(pid)).toBe(true);
    expect(made.cause.cause).toBe(ref);
    expect(copy(pid)).toBe(pid);
  });

  it("does not take an object for a pid because it has the prototype of one", () => {
    const forged = Object.assign(Object.create(Pid.prototype) as object, { a: 1 });
    expect(copy({ forged }).forged).not.toBe(forged);
  });

  it("keeps registered symbols", () => {
    expect(copy({ tag: Symbol.for("tag") }).tag).toBe(Symbol.for("tag"));
    expect(copy(Symbol.for("tag"))).toBe(Symbol.for("tag"));
  });
});

describe("share", () => {
  it("returns its argument", () => {
    const object = {};
    expect(share(object)).toBe(object);
    expect(share(5)).toBe(5);
  });

  it("passes objects, arrays and functions by reference, at the root and inside", () => {
    const table = share(new Map([["a", () => 1]]));
    const list = share([{}]);
    const work = share(() => 1);
    const made = copy({ table, list, work, again: [table, new Map([[table, work]])] });

    expect(made.table).toBe(table);
    expect(made.list).toBe(list);
    expect(made.work).toBe(work);
    expect(made.again[0]).toBe(table);
    expect((made.again[1] as Map<unknown, unknown>).get(table)).toBe(work);
    expect(copy(work)).toBe(work);
    expect(copy(list)).toBe(list);
  });

  it("makes a view of a shared buffer over the same memory", () => {
    const buffer = share(new ArrayBuffer(4));
    expect(copy(new Uint8Array(buffer)).buffer).toBe(buffer);
  });
});

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
    expect(refused(await import("../js/share.ts")).path).toBe("message");
  });

  it("refuses an exotic object in disguise rather than to send it empty", () => {
    expect(refused({ at: Object.setPrototypeOf(new Date(5), Object.prototype) as unknown }).path).toBe("message.at");
    expect(refused(Object.setPrototypeOf(/a/, null)).path).toBe("message");
  });
});

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

describe("copy, of records whose shape was learnt", () => {
  type Learnt = typeof import("../js/copy.ts") & typeof import("../js/pid.ts") & typeof import("../js/share.ts");
  let fresh: Learnt;

  /** A copier that has given no link to a shape yet. */
  beforeAll(async () => {
    vi.resetModules();
    fresh = { ...(await import("../js/copy.ts")), ...(await import("../js/pid.ts")), ...(await import("../js/share.ts")) };
  });

  /** Copies records of that shape until the copier has learnt it: it learns one in some hundred. */
  function learn<T>(make: () => T): (value: unknown) => T {
    for (let i = 0; i < 2_000; i++) fresh.copy(make());
    return fresh.copy as (value: unknown) => T;
  }

  const ping = () => ({ type: "ping", from: 1 as unknown, v: 1 as unknown });

  it("gives what structuredClone gives, whatever the fields hold", () => {
    const copyPing = learn(ping);
    fc.assert(
      fc.property(fc.array(node, { minLength: 1, maxLength: 6 }), leaf, (plan, v) => {
        const value = { type: build(plan as Node[]), from: build(plan as Node[]), v };
        fc.pre(isClonedByHost(value));
        expect(difference(copyPing(value), structuredClone(value))).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  it("copies records of every width, and of a part of the keys", () => {
    for (let width = 1; width <= 14; width++) {
      const make = (holds: (i: number) => unknown) => Object.fromEntries(Array.from({ length: width }, (_, i) => [`w${i}`, holds(i)]));
      const copyWide = learn(() => make((i) => i));
      for (const value of [make((i) => ({ i })), make((i) => (i % 3 === 1 ? [i] : i)), { ...make(String), more: 1 }]) expect(difference(copyWide(value), structuredClone(value))).toBeUndefined();
    }
  });

  it("keeps shared objects shared, and cycles closed", () => {
    const loop: Record<string, unknown> = { type: "loop", from: {}, v: [] };
    (loop["from"] as Record<string, unknown>)["loop"] = loop;
    loop["v"] = [loop["from"], loop, ping(), loop["from"]];
    expect(difference(learn(ping)(loop), structuredClone(loop))).toBeUndefined();
  });

  it("keeps records of arrays that mention each other, before and after they are copied", () => {
    const copyPing = learn(ping);
    for (const length of [7, 8, 31, 40, 127, 128, 129, 300]) {
      for (const step of [1, 3, length - 1]) {
        const items = Array.from({ length }, ping);
        const value = { items, again: [...items].reverse(), first: items[0] };
        items.forEach((item, i) => {
          if (i % step === 0) [item.from, item.v] = [items[(i + step) % length], items[(i * 7) % length]];
        });
        items[length - 2] = items[1] as ReturnType<typeof ping>;
        expect(difference(copyPing(value), structuredClone(value))).toBeUndefined();
      }
    }
  });

  it("names the path of what it refuses in an array of records", () => {
    const copyPing = learn(ping);
    for (const length of [10, 200]) {
      const items: unknown[] = Array.from({ length }, ping);
      items[7] = { ...ping(), v: { a: () => {} } };
      expect(() => copyPing({ items })).toThrow("message.items[7].v.a");
      items[7] = () => {};
      expect(() => copyPing({ items })).toThrow("message.items[7]");
    }
  });

  it("keeps pids, refs and shared values, and no forged pid", () => {
    const [from, v] = [new fresh.Pid({ home }, 1, 1), new fresh.Ref(home, fresh.RefKind.plain, 1, 1)];
    const list = fresh.share([1]);
    const made = learn(ping)({ type: list, from, v });
    expect([made.type, made.from, made.v].map((value, i) => value === [list, from, v][i])).toEqual([true, true, true]);

    const forged = Object.create(fresh.Pid.prototype) as object;
    expect(learn(ping)({ ...ping(), from: forged }).from).not.toBe(forged);
    const whole = fresh.share(ping());
    expect(learn(ping)(whole)).toBe(whole);
  });

  it("takes no other object for a record because it has the same keys", () => {
    const copyPing = learn(ping);
    for (const record of [Object.create(null), new Point(), [1]] as object[]) expectCopied(Object.assign(record, ping()), (value) => structuredClone(value));
    // Cloned before they get the keys: those are nothing to the standard, but some hosts keep them for a Map.
    for (const other of [new Date(5), new Map([[1, 2]]), /a/g, new Error("boom"), new Number(5)] as object[]) {
      const clone = structuredClone(other);
      expectCopied(Object.assign(other, ping()), () => clone);
    }
    expectCopied(new Uint8Array(2), (value) => structuredClone(value));

    function expectCopied(value: object, cloneOf: (value: object) => object): void {
      expect(difference(copyPing(value), cloneOf(value))).toBeUndefined();
      expect(difference(copyPing({ ...ping(), v: value }), { ...ping(), v: cloneOf(value) })).toBeUndefined();
    }
  });

  it("runs each getter once, and in order", () => {
    const runs: string[] = [];
    const value = { get type() { return runs.push("type"); }, get from() { return { get a() { return runs.push("a"); } }; }, get v() { return runs.push("v"); } };
    expect(learn(ping)(value)).toEqual({ type: 1, from: { a: 2 }, v: 3 });
    expect(runs).toEqual(["type", "a", "v"]);
  });

  it("leaves out what a getter has deleted, and what it has added", () => {
    const change = () => ({ type: "t", get from() { delete (this as { v?: unknown }).v; return Object.assign(this, { later: 1 }) && 1; }, v: 1 });
    expect(difference(learn(ping)(change()), structuredClone(change()))).toBeUndefined();
    const refill = () => ({ get type() { delete (this as { from?: unknown }).from; return 1; }, from: 1, v: { deep: 1 } });
    expect(difference(learn(ping)(refill()), structuredClone(refill()))).toBeUndefined();
  });

  it("copies from a getter a record of the same shape", () => {
    const copyPing = learn(ping);
    const value = { type: { a: 1 }, get from() { return copyPing({ type: 1, from: 2, v: [3] }); }, v: 4 };
    expect(copyPing(value)).toEqual({ type: { a: 1 }, from: { type: 1, from: 2, v: [3] }, v: 4 });
  });

  it("is not misled by a patched Object.prototype", () => {
    const copyPing = learn(ping);
    for (const key of ["type", "from", "v"]) {
      for (const enumerable of [true, false]) {
        const swallows = { get: () => "inherited", set: () => {}, configurable: true, enumerable };
        const made = patched([[Object.prototype, key, swallows]], () => copyPing({ type: { deep: ping() }, from: [1], v: 1 }));
        expect(difference(made, { type: { deep: ping() }, from: [1], v: 1 })).toBeUndefined();
      }
    }
    const polluted = patched([[Object.prototype, "v", { value: 1, enumerable: true, configurable: true }]], () => copyPing({ type: 1, from: 2 }));
    expect(Object.keys(polluted)).toEqual(["type", "from"]);
  });

  it("copies fields named as what Object.prototype has, and indices", () => {
    for (const text of ['{"toString":1,"constructor":{"a":1}}', '{"__proto__":{"a":1},"b":2}', '{"0":1,"7":{"a":1},"b":2}']) {
      expect(difference(learn(() => JSON.parse(text) as unknown)(JSON.parse(text)), structuredClone(JSON.parse(text)))).toBeUndefined();
    }
  });

  it("names the path of what it refuses", () => {
    const copyPing = learn(ping);
    for (const [path, value] of [["message.v", { ...ping(), v: () => 1 }], ["message.from.v.type", { ...ping(), from: { ...ping(), v: { ...ping(), type: Symbol("s") } } }]] as const) {
      expect(() => copyPing(value)).toThrow(expect.objectContaining({ path }) as Error);
    }
  });

  it("copies a list of such records 100,000 levels deep", () => {
    let list: { type: string; from: unknown; v: unknown } | null = null;
    for (let i = 0; i < 100_000; i++) list = { type: "cons", from: i, v: list };
    let depth = 0;
    for (let at: unknown = learn(ping)(list); at !== null; at = (at as { v: unknown }).v) depth++;
    expect(depth).toBe(100_000);
  });
});
