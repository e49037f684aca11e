// A chart of curves as SVG: both axes grow tenfold from mark to mark, so that what is flat there grows with nothing.

import type { Chart } from "./study.ts";
import { colours, fixed, line, picture, powerLabel, text } from "./svg.ts";

const width = 640;
const height = 340;
const area = { left: 56, right: 624, top: 34, bottom: 284 };

export function curves({ title, x, y, curves: all }: Chart): string {
  const points = all.flatMap((curve) => curve.points);
  const across = axis(points.map(([at]) => at), area.left, area.right);
  const up = axis(points.map(([, value]) => value), area.bottom, area.top);
  return picture(width, height, title, [
    ...up.marks.flatMap(({ at, label }) => [line([area.left, at], [area.right, at], "grid"), text(area.left - 6, at + 4, label, "end")]),
    ...across.marks.map(({ at, label }) => text(at, area.bottom + 16, label, "middle")),
    line([area.left, area.bottom], [area.right, area.bottom], "axis"),
    text(area.right, area.bottom + 32, x, "end"),
    text(area.left - 48, area.top - 8, y),
    ...all.flatMap((curve, index) => {
      const colour = colours[index % colours.length] ?? "";
      const places = curve.points.map(([at, value]) => [fixed(across.place(at)), fixed(up.place(value))] as const);
      const offset = area.left + (index * (area.right - area.left - 140)) / Math.max(1, all.length);
      return [
        `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${places.map((place) => place.join(",")).join(" ")}"/>`,
        ...places.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="2.5" fill="${colour}"/>`),
        `<rect x="${fixed(offset)}" y="${area.bottom + 42}" width="10" height="10" fill="${colour}"/>`,
        text(offset + 14, area.bottom + 51, curve.name),
      ];
    }),
  ]);
}

interface Axis {
  readonly marks: readonly { readonly at: number; readonly label: string }[];
  place(amount: number): number;
}

/** From the power of ten below the smallest amount to the one above the largest. */
function axis(amounts: readonly number[], from: number, to: number): Axis {
  const low = Math.floor(Math.log10(Math.min(...amounts)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...amounts))));
  const place = (amount: number) => from + ((Math.log10(amount) - low) / (high - low)) * (to - from);
  const marks = Array.from({ length: high - low + 1 }, (_, index) => ({ at: place(10 ** (low + index)), label: powerLabel(low + index) }));
  return { marks, place };
}
