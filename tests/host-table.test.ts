// The table of hosts, which one run of `make bench-hosts` has written to two places.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
const block = /<!-- hosts: .*? -->\n([^]*?)\n<!-- \/hosts -->/.exec(read("README.md"))?.[1] ?? "";
const rows = block.split("\n").slice(2).map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));

describe("the table of hosts in README.md", () => {
  it("is the one of bench/HOSTS.md", () => {
    expect(block.split("\n").length).toBeGreaterThan(2);
    expect(read("bench/HOSTS.md")).toContain(`\n${block}\n`);
  });

  it("has every engine, and the core in JavaScript", () => {
    const names = rows.map(([host]) => host ?? "");

    for (const name of ["Node 20", "Node 22", "Node 24", "Node 26", "Deno", "Bun", "workerd, handler", "workerd, Durable Object", "Chromium, page", "Firefox, page", "WebKitGTK, page"]) expect(names).toContain(name);
    expect(rows.filter(([, , core]) => core === "JavaScript").length).toBeGreaterThanOrEqual(4);
  });

  it.each(rows.map((row) => [row[0] ?? "", row] as const))("says of %s that it passes all tests, and gives numbers", (_, [, version = "", core = "", tests = "", ...numbers]) => {
    expect(version).toMatch(/^\d+[\d.-]*$/);
    expect(core).toMatch(/^(Wasm|JavaScript)$/);
    expect(tests).toMatch(/^\d{3,}$/);
    expect(numbers).toHaveLength(5);
    for (const number of numbers) expect(number).toMatch(/^[\d,]+(\.\d+)?$/);
  });
});
