// Pieces of SVG that are readable on a light page and on a dark one.

export const colours: readonly string[] = ["#2f81f7", "#db6d28", "#2da44e", "#a371f7", "#bf8700", "#e5534b", "#6e7781"];

/** A picture with its title, for those who do not see it too. Text takes the page's colour, as far as a picture can know it. */
export function picture(width: number, height: number, title: string, body: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<style>text{font:12px system-ui,sans-serif;fill:#24292f}.axis{stroke:#8c959f;stroke-width:1}.grid{stroke:#8c959f;stroke-opacity:.25}@media(prefers-color-scheme:dark){text{fill:#d0d7de}}</style>`,
    text(width / 2, 18, title, "middle", "600"),
    ...body,
    "</svg>",
    "",
  ].join("\n");
}

export function text(x: number, y: number, content: string, anchor: "start" | "middle" | "end" = "start", weight = "400"): string {
  return `<text x="${fixed(x)}" y="${fixed(y)}" text-anchor="${anchor}" font-weight="${weight}">${escaped(content)}</text>`;
}

export function line(from: readonly [number, number], to: readonly [number, number], kind: "axis" | "grid"): string {
  return `<line class="${kind}" x1="${fixed(from[0])}" y1="${fixed(from[1])}" x2="${fixed(to[0])}" y2="${fixed(to[1])}"/>`;
}

export function fixed(number: number): string {
  return `${Math.round(number * 10) / 10}`;
}

/** Ten to the power of a whole number, as it stands on an axis. */
export function powerLabel(exponent: number): string {
  if (exponent < 0) return `${10 ** exponent}`;
  const [thousands, rest] = [Math.floor(exponent / 3), exponent % 3];
  return `${10 ** rest}${["", "k", "M", "G"][thousands] ?? `e${thousands * 3}`}`;
}

function escaped(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
