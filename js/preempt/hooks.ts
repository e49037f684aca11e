// The hook that Node calls for each file it loads, in a thread of its own. Node takes the types off afterwards, where it can.

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { DIRECTIVE } from "./directive.ts";
import { transformed } from "./transform.ts";

interface Loaded {
  readonly format?: string | null | undefined;
  readonly source?: string | ArrayBuffer | NodeJS.TypedArray | undefined;
  readonly shortCircuit?: boolean;
}

type Load = (url: string, context: object) => Promise<Loaded>;

const formats = new Map([["module", "module"], ["module-typescript", "module"], ["commonjs", "commonjs"], ["commonjs-typescript", "commonjs"]] as const);

export async function load(url: string, context: object, nextLoad: Load): Promise<Loaded> {
  const loaded = await nextLoad(url, context);
  const format = formats.get(loaded.format as "module");
  if (format === undefined || !url.startsWith("file:")) return loaded;
  const filename = fileURLToPath(url);
  // Of CommonJS, older versions of Node have the source only when a hook gives it.
  const source = loaded.source === undefined || loaded.source === null ? await readFile(filename, "utf8") : textOf(loaded.source);
  if (!source.includes(DIRECTIVE)) return loaded;
  const result = transformed(source, { filename, format });
  if (result === undefined) return loaded;
  return { ...loaded, source: `${result.code}\n//# sourceMappingURL=${result.map.toUrl()}`, shortCircuit: true };
}

function textOf(source: NonNullable<Loaded["source"]>): string {
  return typeof source === "string" ? source : new TextDecoder().decode(source);
}
