// What is made of the rounds of a run: the page, its verdicts and its charts.

import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { publish } from "../../bench/publish.ts";
import { numbers, publishNumbers } from "../../bench/readme.ts";
import { report, shortReport } from "../../bench/report.ts";
import type { Results } from "../../bench/results.ts";
import type { Row } from "../../bench/row.ts";
import { geometricMean, median, quantile } from "../../bench/stats.ts";
import { studies } from "../../bench/studies.ts";
import { part, table } from "../../bench/table.ts";
import { isMet, limitOf, reachedOf, targets } from "../../bench/targets.ts";
import { newFolder } from "../support/folders.ts";

function row(workload: string, peer: string, ...rounds: readonly number[]): Row {
  return { workload, peer, rounds, operations: 1_000, unit: "thing", measures: workload === "idle" ? "bytes" : "nanoseconds", notes: {} };
}

function results(...rows: readonly Row[]): Results {
  return { host: "a host", commit: "abc", peers: { beamlet: "Node 24" }, rounds: 3, scale: 1, load: ["0.1", "0.9"], rows, studies: [] };
}

function target(name: string) {
  const found = targets.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no target ${name}`);
  return found;
}

describe("a target", () => {
  it("is reached by a median at its limit, and missed by one above it", () => {
    expect(isMet(target("ping-pong"), results(row("ping-pong", "beamlet", 90, 100, 900), row("ping-pong", "beam-s1", 400)))).toBe(true);
    expect(isMet(target("ping-pong"), results(row("ping-pong", "beamlet", 101), row("ping-pong", "beam-s1", 400)))).toBe(false);
  });

  it("has no verdict where a side of it failed or was not measured", () => {
    const failed: Row = { ...row("ping-pong", "beam-s1", 400), failure: "it ended" };

    expect(isMet(target("ping-pong"), results(row("ping-pong", "beamlet", 1), failed))).toBeUndefined();
    expect(isMet(target("ping-pong"), results())).toBeUndefined();
    expect(targets.map((one) => reachedOf(one, results()))).toEqual(targets.map(() => "not measured"));
  });

  it("for every shared workload is about the worst of them, and not about memory", () => {
    const rows = [row("ring", "beamlet", 10), row("ring", "nact", 90), row("call", "beamlet", 10), row("call", "nact", 1_000), row("idle", "beamlet", 10), row("idle", "nact", 11)];

    expect(target("nact, every shared workload").reached(results(...rows))).toBeCloseTo(1 / 9);
    expect(reachedOf(target("nact, every shared workload"), results(...rows))).toBe("1/9 (ring)");
  });

  it("for Savina is the geometric mean of its programs, and the worst of them", () => {
    const rows = [row("savina-big", "beamlet", 1), row("savina-big", "beam-s1", 2), row("savina-sieve", "beamlet", 1), row("savina-sieve", "beam-s1", 8), row("ring", "beamlet", 1), row("ring", "beam-s1", 1)];

    expect(target("Savina, geometric mean").reached(results(...rows))).toBeCloseTo(1 / 4);
    expect(target("Savina, each").reached(results(...rows))).toBeCloseTo(1 / 2);
  });

  it("for compiled bodies compares Savina with itself, as written", () => {
    const rows = [row("savina-big", "beamlet", 100), row("savina-big", "beamlet-preempt", 80), row("savina-sieve", "beamlet", 100), row("savina-sieve", "beamlet-preempt", 125), row("ring", "beamlet", 1), row("ring", "beamlet-preempt", 9)];

    expect(target("Savina, geometric mean, compiled for preemption").reached(results(...rows))).toBeCloseTo(1);
  });

  it("for a selective receive compares with the call beside an empty mailbox", () => {
    expect(target("selective").reached(results(row("call", "beamlet", 100), row("selective", "beamlet", 130)))).toBeCloseTo(1.3);
  });

  it("of a study is the figure that the study found", () => {
    const study = { name: "fairness", title: "", text: "", headings: [], rows: [], charts: [], figures: { p99Ms: 20.5 } };

    expect(isMet(target("fairness, a timer of 10 ms"), { ...results(), studies: [study] })).toBe(false);
    expect(reachedOf(target("fairness, a timer of 10 ms"), { ...results(), studies: [study] })).toBe("20.5 ms");
  });

  it("stands on the page with its limit", () => {
    const page = report(results());

    for (const one of targets) expect(page).toContain(limitOf(one));
  });
});

describe("the page", () => {
  const chart = { name: "growth-x", title: "A chart", x: "things", y: "ns", curves: [{ name: "one", points: [[10, 100], [1_000, 120]] as const }] };
  const study = { name: "growth", title: "Growth", text: "What was done.", headings: ["", "ten"], rows: [["one", "100"]], charts: [chart], figures: {} };
  const rows = [row("ping-pong", "beamlet", 100, 120), row("ping-pong", "beam-s1", 400), row("savina-sieve", "beamlet", 50), row("savina-sieve", "beam-s1", 200)];
  const whole = { ...results(...rows), studies: [study] };

  it("names the machine, every peer and the load", () => {
    expect(report(whole)).toMatch(/- host: a host[^]*- beamlet: Node 24[^]*- load: 0.1 before, 0.9 after/);
  });

  it("says that a row failed, and why", () => {
    const failed: Row = { ...row("ring", "beamlet"), failure: "expected the answer 1, got 2" };

    expect(report({ ...whole, rows: [...rows, failed] })).toContain("- ring on beamlet: expected the answer 1, got 2");
    expect(shortReport({ ...whole, rows: [failed] })).toContain("expected the answer 1, got 2");
  });

  it("links charts that were written, of well-formed SVG without anything from elsewhere", () => {
    const folder = newFolder();
    publish(whole, folder);
    const page = readFileSync(join(folder, "RESULTS.md"), "utf8");
    const linked = [...page.matchAll(/\(charts\/(.*?)\)/g)].map(([, name]) => name ?? "");

    expect(readdirSync(join(folder, "charts")).sort()).toEqual([...linked].sort());
    expect(linked).toHaveLength(3);
    for (const name of linked) {
      const svg = readFileSync(join(folder, "charts", name), "utf8");
      expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" viewBox="0 0 \d+ \d+"[^]*<\/svg>\n$/);
      expect(svg).toContain("prefers-color-scheme:dark");
      expect(svg).not.toMatch(/NaN|Infinity|undefined|href|<script/);
    }
    expect(JSON.parse(readFileSync(join(folder, "results.json"), "utf8"))).toEqual(whole);
  });

  it("is the one that lies in the repository, made of the rounds beside it", (test) => {
    const folder = new URL("../../bench/", import.meta.url);
    if (!existsSync(new URL("results.json", folder))) return test.skip("no run is recorded");
    const recorded: Results = JSON.parse(readFileSync(new URL("results.json", folder), "utf8"));

    expect(readFileSync(new URL("RESULTS.md", folder), "utf8")).toBe(report(recorded));
  });
});

describe("the table of numbers in README.md", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const recorded: Results = JSON.parse(readFileSync(new URL("../../bench/results.json", import.meta.url), "utf8"));

  it("is the one of the recorded run", () => {
    expect(readme).toContain(numbers(recorded));
    expect(numbers(recorded)).not.toContain("NaN");
  });

  it("replaces what stood between its marks, and nothing else", () => {
    const path = join(newFolder(), "README.md");
    writeFileSync(path, readme.replace(/\| ping-pong: .*/, "| ping-pong: as it was |"));
    publishNumbers(recorded, path);

    expect(readFileSync(path, "utf8")).toBe(readme);
    writeFileSync(path, "# no table");
    expect(() => publishNumbers(recorded, path)).toThrow("expected <!-- numbers");
  });
});

describe("a number", () => {
  it("is written as a part below one, rounded so that no missed target looks reached", () => {
    expect([1 / 4, 1 / 5.99, 1, 0.95, 2.14].map(part)).toEqual(["1/4", "1/5.9", "1", "0.95", "2.1"]);
  });

  it("stands to the right in a table, and a word to the left", () => {
    expect(table(["name", "number", "word"], [["a", "1", "b"]], ["word"]).split("\n")).toEqual(["| name | number | word |", "|------|-------:|------|", "| a    |      1 | b    |"]);
  });

  it("of many is their median, quantile or geometric mean", () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3]), quantile([1, 2, 3, 4], 0.99), geometricMean([1, 4])]).toEqual([2, 2.5, 4, 2]);
  });
});

it("studies lie where they are looked for", () => {
  for (const name of studies) expect(existsSync(new URL(`../../bench/studies/${name}.ts`, import.meta.url))).toBe(true);
});
