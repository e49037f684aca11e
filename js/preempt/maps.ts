// The source map of a file that was itself made from another: through the map that it came with, its new one leads there.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import remapping from "@jridgewell/remapping";
import type { SourceMap } from "./transform.ts";

/** The comments that name the map of a file, as Node finds them: the last one counts. */
const COMMENT = /\/[/*][#@]\s+sourceMappingURL=(\S+)/g;

/** Code with its map at the end, where it counts in place of the one that the code came with. */
export function withMap(code: string, map: SourceMap, filename: string): string {
  const former = [...code.matchAll(COMMENT)].at(-1)?.[1];
  return `${code}\n//# sourceMappingURL=${(former === undefined ? undefined : chained(map, former, filename)) ?? map.toUrl()}`;
}

/** The URL of a map that leads through the former one; undefined where that is missing or broken. */
function chained(map: SourceMap, former: string, filename: string): string | undefined {
  try {
    const file = pathToFileURL(filename);
    const url = new URL(former, file);
    const text = textOf(url);
    const whole = remapping(map.toString(), (_, context) => {
      if (context.depth > 1) return undefined;
      context.source = url.protocol === "data:" ? file.href : url.href; // from where its sources are named
      return text;
    });
    return whole.sources.length === 0 ? undefined : `data:application/json;base64,${Buffer.from(whole.toString()).toString("base64")}`;
  } catch {
    return undefined;
  }
}

/** @throws where there is none */
function textOf(url: URL): string {
  if (url.protocol !== "data:") return readFileSync(url, "utf8");
  const comma = url.pathname.indexOf(",");
  const data = url.pathname.slice(comma + 1);
  return url.pathname.slice(0, comma).endsWith(";base64") ? Buffer.from(data, "base64").toString() : decodeURIComponent(data);
}
