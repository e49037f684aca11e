// Rows as a table that is Markdown in a file and aligned in a terminal.

import { type Figures, type Row, type Verdict, yardstick } from "./row.ts";
import type { Target } from "./workload.ts";

const headings = ["workload", "peer", "per operation", "min – max", "per second", `of ${yardstick}`, "target now", "performance.md"];

/** The table, then what it leaves open: what an operation is, the parts of an amount, why a row failed. */
export function table(rows: readonly Row[]): string {
  const cells = [headings, ...rows.map(cellsOf)];
  const widths = headings.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  const lines = cells.map((line) => `| ${line.map((cell, column) => aligned(cell, widths[column] ?? 0, column)).join(" | ")} |`);
  const rule = `|${widths.map((width, column) => (isNumeric(column) ? `${"-".repeat(width + 1)}:` : "-".repeat(width + 2))).join("|")}|`;
  const [head = "", ...body] = lines;
  return [head, rule, ...body, "", ...footnotes(rows).map((note) => `- ${note}`)].join("\n");
}

function cellsOf(row: Row, index: number, rows: readonly Row[]): readonly string[] {
  const isFirst = rows[index - 1]?.workload !== row.workload;
  const label = [isFirst ? `${row.workload}/${round(row.operations)}` : "", row.peer];
  if ("failure" in row.result) return [...label, "FAILED", "", "", "", "", ""];
  const { median, lowest, highest, ratio, targets } = row.result;
  const isTime = row.measures === "nanoseconds";
  return [
    ...label,
    `${amount(median)} ${isTime ? "ns" : "B"}`,
    `${amount(lowest)} – ${amount(highest)}`,
    isTime ? perSecond(row.result) : "",
    ratio === undefined ? "" : part(ratio),
    targets.now.map(verdict).join(", "),
    targets.specified.map(verdict).join(", "),
  ];
}

function footnotes(rows: readonly Row[]): readonly string[] {
  const units = new Map(rows.map(({ workload, unit }) => [workload, unit]));
  const details = rows.flatMap(({ workload, peer, unit, result }) => {
    if ("failure" in result) return [`${workload} on ${peer} failed: ${result.failure}`];
    if (result.notes.size === 0) return [];
    const parts = [...result.notes].map(([name, bytes]) => `${name} ${amount(bytes)}`);
    return [`${workload} on ${peer}, bytes per ${unit}: ${parts.join(", ")}`];
  });
  return [`one operation: ${[...units].map(([workload, unit]) => `${workload} a ${unit}`).join(", ")}`, ...details];
}

function verdict({ target, isMet }: Verdict): string {
  if (isMet === undefined) return limit(target);
  return `${limit(target)} ${isMet ? "met" : "missed"}`;
}

function limit(target: Target): string {
  if ("bytes" in target) return `≤ ${target.bytes} B`;
  return `≤ ${part(target.ratio)}${target.of === yardstick ? "" : ` of ${target.of}`}`;
}

/**
 * "1/4.8" below one and "2.1" above it: how targets are written. Rounded down, so that 1/5.99 is not shown as a 1/6 that
 * was missed; near one, in hundredths.
 */
function part(ratio: number): string {
  if (ratio !== 1 && ratio > 1 / 1.1 && ratio < 1.1) return ratio.toFixed(2);
  return ratio < 1 ? `1/${trimmed(Math.floor(10 / ratio + 1e-9) / 10)}` : trimmed(ratio);
}

function trimmed(number: number): string {
  return number.toFixed(1).replace(/\.0$/, "");
}

function perSecond({ median }: Figures): string {
  const each = 1e9 / median;
  return each >= 1e6 ? `${(each / 1e6).toFixed(1)} M/s` : `${(each / 1e3).toFixed(0)} k/s`;
}

/** Three digits, which is more than the noise lets through. */
function amount(number: number): string {
  return Math.abs(number) < 100 ? number.toPrecision(3) : Math.round(number).toLocaleString("en-US");
}

/** 1e6, 5e6, or the digits of a number that has no such form. */
function round(operations: number): string {
  const short = operations.toExponential().replace("+", "");
  return short.length < `${operations}`.length ? short : `${operations}`;
}

function isNumeric(column: number): boolean {
  return column >= 2 && column <= 5;
}

function aligned(cell: string, width: number, column: number): string {
  return isNumeric(column) ? cell.padStart(width) : cell.padEnd(width);
}
