// What is copied, against structuredClone, and what keeps its identity.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { copy } from "../../js/copy.ts";
import { Pid } from "../../js/pid.ts";
import { clonesErrors, difference, expectLikeClone, isClonedByHost } from "./compare.ts";
import { Point, build, node, pid, ref } from "./values.ts";
import type { Node } from "./values.ts";

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
