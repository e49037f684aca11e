// Records that have come so often that the copier has made a function for them.

import fc from "fast-check";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { difference, isClonedByHost } from "./compare.ts";
import { patched } from "./patched.ts";
import { Point, build, home, leaf, node } from "./values.ts";
import type { Node } from "./values.ts";

describe("copy, of records whose shape was learnt", () => {
  type Learnt = typeof import("../../js/copy.ts") & typeof import("../../js/pid.ts") & typeof import("../../js/share.ts");
  let fresh: Learnt;

  /** A copier that has given no link to a shape yet. */
  beforeAll(async () => {
    vi.resetModules();
    fresh = { ...(await import("../../js/copy.ts")), ...(await import("../../js/pid.ts")), ...(await import("../../js/share.ts")) };
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
