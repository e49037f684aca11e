// What a loader gives Node for a file: its source as it is, or compiled. Node takes the types off afterwards, where it can.

import { writeSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { mayOptIn } from "./directive.ts";
import { withMap } from "./maps.ts";
import type { Format } from "./parse.ts";
import { transformed } from "./transform.ts";

/** What Node has loaded, as its hooks are told. */
export interface Loaded {
  readonly format?: string | null | undefined;
  readonly source?: string | ArrayBuffer | NodeJS.TypedArray | null | undefined;
  readonly shortCircuit?: boolean;
}

/** The formats that are code. Of some files Node knows theirs only when it has read them. */
const formats: ReadonlyMap<string | null | undefined, Format | undefined> = new Map([
  ["module", "module"],
  ["module-typescript", "module"],
  ["commonjs", "commonjs"],
  ["commonjs-typescript", "commonjs"],
  ["typescript", undefined],
  [null, undefined],
  [undefined, undefined],
] as const);

/** What Node is to go on with for the file of a URL. */
export function compiledLoad(url: string, loaded: Loaded): Loaded {
  const { source, format } = loaded;
  if (source === undefined || source === null || !url.startsWith("file:")) return loaded;
  const code = compiledSource(typeof source === "string" ? source : new TextDecoder().decode(source), fileURLToPath(url), format);
  return code === undefined ? loaded : { ...loaded, source: code, shortCircuit: true };
}

/** The text of a file compiled, with its source map; undefined when there is nothing to do. */
export function compiledSource(source: string, filename: string, kind: string | null | undefined): string | undefined {
  if (!mayOptIn(source) || !formats.has(kind) || filename.endsWith(".json")) return undefined;
  const format = formats.get(kind);
  const result = transformed(source, { filename, onWarning: warnOnce, ...(format === undefined ? {} : { format }) });
  return result && withMap(result.code, result.map, filename);
}

const told = new Set<string>();

/** Warns of a place once, however often its file is loaded; and before it runs, as it may hold the thread that writes for others. */
function warnOnce(warning: string): void {
  if (told.has(warning)) return;
  told.add(warning);
  try {
    writeSync(2, `${warning}\n`);
  } catch {
    console.warn(warning); // where nobody reads as fast
  }
}
