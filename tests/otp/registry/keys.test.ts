// What may be a key, and which are the same.

import { describe, expect, it } from "vitest";
import { Registry, makeRef, self, send, via } from "../../../js/index.ts";
import { thrownBy } from "../../support/thrown.ts";
import { registriesOfTests } from "./registries.ts";

const { run } = registriesOfTests();

describe("keys", () => {
  it("are compared by value", async () => {
    const result = await run(function* () {
      const [ref, symbol, pid] = [makeRef(), Symbol("s"), self()];
      const keys = [
        "1", 1, 1n, true, "true", false, null, "null", undefined, NaN, "", symbol, Symbol("s"), Symbol.for("s"), pid, ref, makeRef(), String(pid),
        [], {}, [[]], [1], ["1"], [1n], [null], [undefined], [true], ["true"], ["a", "b"], ["ab", ""], ["", "ab"], ["ab"], ["a,b"], ["n1;"], { a: "b" }, { ab: "" }, [["a"], "b"], [symbol], [Symbol("s")], [pid], [ref], [String(pid)],
        { a: 1 }, { a: "1" }, { a: 1, b: 2 }, { a: { b: 1 } }, ["a", 1], "[]", "\0a0:", "\0", JSON.stringify(["a", "b"]), { __proto__: null, b: 1 }, { 0: "a", 1: "b" },
      ];
      keys.forEach((key, index) => Registry.register("unique", key, index));
      const found = keys.map((key) => Registry.values("unique", key, pid)[0]);
      const again = Registry.lookup("unique", { b: 2, a: 1 })[0]?.[1];
      return [found.every((index, place) => index === place), Registry.count("unique") === keys.length, keys[again as number], Registry.keys("unique", pid)];
    });

    expect(result.slice(0, 3)).toEqual([true, true, { a: 1, b: 2 }]);
    expect(result[3]).toContainEqual({ a: { b: 1 } });
  });

  it("that change afterwards change nothing", async () => {
    const result = await run(function* () {
      const key = ["room", { floor: 1 }];
      Registry.register("unique", key, "value");
      (key[1] as { floor: number }).floor = 2;
      key.push("x");
      (Registry.keys("unique", self())[0] as unknown[]).push("y");
      return [Registry.lookup("unique", ["room", { floor: 1 }]).length, Registry.lookup("unique", key).length, Registry.keys("unique", self())];
    });

    expect(result).toEqual([1, 0, [["room", { floor: 1 }]]]);
  });

  it("are TypeErrors when they are no values to compare", async () => {
    const cyclic: unknown[] = [];
    cyclic.push(cyclic);
    const hostile = [
      () => {}, new Map(), new Date(), /x/, new (class Room {})(), [() => {}], { a: new Set() }, cyclic, Promise.resolve(), new Uint8Array(1), { [Symbol("s")]: 1 },
      new Proxy([], { get() { throw new TypeError("hostile"); } }),
    ];
    const errors = await run(function* () {
      const errors: unknown[] = [];
      for (const key of hostile as never[]) {
        for (const act of [() => Registry.register("unique", key), () => Registry.lookup("unique", key), () => Registry.putMeta("unique", key, 1), () => send(via(Registry, "unique", key), 1)]) {
          errors.push(thrownBy(act));
        }
      }
      return [errors, Registry.count("unique")] as const;
    });

    expect(errors[0]).toHaveLength(hostile.length * 4);
    for (const error of errors[0]) expect(error).toBeInstanceOf(TypeError);
    expect(errors[1]).toBe(0);
  });
});
