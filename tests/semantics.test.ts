// The rules of docs/semantics.md, and the tests that show them: their names begin with the number of a rule or of a module.

import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";

const page = readFileSync("docs/semantics.md", "utf8");

const names = readdirSync("tests", { recursive: true, encoding: "utf8" })
  .filter((file) => /^(conformance|differential|otp)\/.*\.(ts|exs)$/.test(file))
  .flatMap((file) => [...readFileSync(`tests/${file}`, "utf8").matchAll(/^ *(?:it|describe|scenario|\*).*?"((?:§|\d)[^"]*)"/gm)])
  .map(([, name]) => name ?? "");

const [promised = ""] = page.split("\n# 3. ");
const rules = new Set([...promised.matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number)));
const modules = new Set([...page.matchAll(/^\| (1\.\d+) \|/gm)].map(([, number]) => number));

/** The rules at the beginning of a name: "69, 76. ends all children at once". */
function rulesOf(name: string): number[] {
  const [, list = ""] = /^(\d+(?:, \d+)*)\. /.exec(name) ?? [];
  return list === "" ? [] : list.split(", ").map(Number);
}

describe("docs/semantics.md", () => {
  it("numbers its rules from 1 to 89", () => {
    expect([...rules].sort((a, b) => a - b)).toEqual(Array.from({ length: 89 }, (_, index) => index + 1));
  });

  it("has a test for each rule but 26, which has no counterpart", () => {
    const shown = new Set(names.flatMap(rulesOf));

    expect([...rules].filter((rule) => !shown.has(rule))).toEqual([26]);
  });

  it("has each rule and each module that a test counts by", () => {
    const unknown = names.filter((name) => rulesOf(name).some((rule) => !rules.has(rule)) || [...name.matchAll(/^§?(1\.\d+) /g)].some(([, number]) => !modules.has(number)));

    expect(unknown).toEqual([]);
  });
});
