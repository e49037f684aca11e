// What is passed by reference.

import { describe, expect, it } from "vitest";
import { copy } from "../../js/copy.ts";
import { share } from "../../js/share.ts";

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
