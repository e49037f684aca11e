// A chart of bars as SVG. The axis grows tenfold from mark to mark, and bars to the left of 1 are losses.

import { colours, fixed, line, picture, powerLabel, text } from "./svg.ts";

export interface Bars {
  /** Its file's name, without the ending. */
  readonly name: string;
  readonly title: string;
  readonly groups: readonly { readonly name: string; readonly bars: readonly { readonly name: string; readonly value: number }[] }[];
}

const width = 720;
const left = 250;
const right = 650;
const top = 34;
const step = 15;

export function bars({ title, groups }: Bars): string {
  const values = groups.flatMap((group) => group.bars.map(({ value }) => value));
  const low = Math.min(0, Math.floor(Math.log10(Math.min(...values))));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  const place = (value: number) => left + ((Math.log10(value) - low) / (high - low)) * (right - left);
  const names = [...new Set(groups.flatMap((group) => group.bars.map(({ name }) => name)))];
  const body: string[] = [];
  let y = top;
  for (const group of groups) {
    if (group.name !== "") body.push(text(8, y + 11, group.name, "start", "600"));
    for (const { name, value } of group.bars) {
      const colour = colours[groups.length === 1 ? 0 : names.indexOf(name) % colours.length] ?? "";
      const [from, to] = [Math.min(place(1), place(value)), Math.max(place(1), place(value))];
      body.push(text(left - 8, y + 11, name, "end"));
      body.push(`<rect x="${fixed(from)}" y="${y + 1}" width="${fixed(Math.max(1, to - from))}" height="${step - 3}" fill="${colour}"/>`);
      body.push(text(to + 4, y + 11, value < 100 ? value.toPrecision(2) : Math.round(value).toLocaleString("en-US")));
      y += step;
    }
    y += groups.length === 1 ? 0 : step / 2;
  }
  const marks = Array.from({ length: high - low + 1 }, (_, index) => low + index);
  const grid = marks.flatMap((mark) => [
    line([place(10 ** mark), top - 4], [place(10 ** mark), y], mark === 0 ? "axis" : "grid"),
    text(place(10 ** mark), y + 14, `${powerLabel(mark)} ×`, "middle"),
  ]);
  return picture(width, y + 24, title, [...grid, ...body]);
}
