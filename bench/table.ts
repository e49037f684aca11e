// Tables that are Markdown in a file and aligned in a terminal, and numbers as they are written in them.

/** A table whose first column is a label, and the others numbers but for those of these headings. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[], words: readonly string[] = []): string {
  const cells = [headings, ...rows];
  const isNumeric = headings.map((heading, column) => column > 0 && !words.includes(heading));
  const widths = headings.map((_, column) => Math.max(3, ...cells.map((line) => line[column]?.length ?? 0)));
  const line = (texts: readonly string[]) => `| ${widths.map((width, column) => aligned(texts[column] ?? "", width, isNumeric[column] === true)).join(" | ")} |`;
  const rule = `|${widths.map((width, column) => (isNumeric[column] === true ? `${"-".repeat(width + 1)}:` : "-".repeat(width + 2))).join("|")}|`;
  return [line(headings), rule, ...rows.map(line)].join("\n");
}

function aligned(cell: string, width: number, isNumeric: boolean): string {
  return isNumeric ? cell.padStart(width) : cell.padEnd(width);
}

/** Three digits, which is more than the noise lets through. */
export function amount(number: number): string {
  return Math.abs(number) < 100 ? number.toPrecision(3) : Math.round(number).toLocaleString("en-US");
}

/**
 * "1/4.8" below one and "2.1" above it: how targets are written. Rounded down, so that 1/5.99 is not shown as a 1/6 that
 * was missed; near one, in hundredths.
 */
export function part(ratio: number): string {
  if (ratio !== 1 && ratio > 1 / 1.1 && ratio < 1.1) return ratio.toFixed(2);
  return ratio < 1 ? `1/${trimmed(Math.floor(10 / ratio + 1e-9) / 10)}` : trimmed(ratio);
}

export function perSecond(nanoseconds: number): string {
  const each = 1e9 / nanoseconds;
  return each >= 1e6 ? `${(each / 1e6).toFixed(1)} M/s` : `${(each / 1e3).toFixed(0)} k/s`;
}

/** 1e6, 5e6, or the digits of a number that has no such form. */
export function round(operations: number): string {
  const short = operations.toExponential().replace("+", "");
  return short.length < `${operations}`.length ? short : `${operations}`;
}

function trimmed(number: number): string {
  return number.toFixed(1).replace(/\.0$/, "");
}
