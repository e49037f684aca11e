// What compiled code reads at each check: an object whose fields V8 finds in place. It makes a dictionary of one that is given
// more than it has room for, and each check then costs several times as much.

import { setFlagsFromString } from "node:v8";
import { expect, it } from "vitest";
import { preemption } from "../../js/index.ts";

it("`preemption` and what it holds have their fields in place", () => {
  setFlagsFromString("--allow-natives-syntax");
  const hasFieldsInPlace = new Function("object", "return %HasFastProperties(object)") as (object: object) => boolean;

  expect(hasFieldsInPlace(preemption)).toBe(true);
  expect(hasFieldsInPlace(preemption.gifts)).toBe(true);
  expect(hasFieldsInPlace(Object.assign({}, ...Array.from({ length: 40 }, (_, n) => ({ [`field${n}`]: n }))) as object)).toBe(false);
});
