// docs/preemption.md says what guarantees.ts lists, and every test that it names is there.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { env } from "node:process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { guarantees, page } from "./guarantees.ts";

const file = fileURLToPath(new URL("../../docs/preemption.md", import.meta.url));

if (env["UPDATE"] !== undefined) writeFileSync(file, page());

describe("docs/preemption.md", () => {
  it("is what guarantees.ts makes", () => {
    expect(existsSync(file) && readFileSync(file, "utf8")).toBe(page());
  });

  it.each(guarantees.flatMap(({ shownBy }) => shownBy))("%s has the test: %s", (name, title) => {
    const text = readFileSync(new URL(`../${name}`, import.meta.url), "utf8");

    expect(text).toMatch(new RegExp(`(it|describe)[^\\n]*"${title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}|\\]\\)\\("${title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`));
  });
});
