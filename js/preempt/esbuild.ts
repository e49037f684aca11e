// The plugin for esbuild, which takes a file from the first plugin that gives it. So this one gives what it has compiled, and nothing
// else. Bun takes plugins of esbuild, and knows less of what they return.

import { readFile } from "node:fs/promises";
import { extname, relative } from "node:path";
import { cwd, versions } from "node:process";
import { SOURCES } from "./pass.ts";
import type { Pass } from "./pass.ts";

/** As much of esbuild as is used. */
export interface Build {
  readonly initialOptions: { readonly absWorkingDir?: string; readonly loader?: Readonly<Record<string, string>> };
  onLoad(options: { readonly filter: RegExp; readonly namespace: string }, load: (file: { readonly path: string }) => Promise<Loaded | undefined>): void;
}

const isBun = versions["bun"] !== undefined;

interface Loaded {
  readonly contents?: string;
  readonly loader?: string;
  readonly watchFiles?: readonly string[];
  readonly warnings?: readonly Problem[];
  readonly errors?: readonly Problem[];
}

interface Problem {
  readonly text: string;
  readonly location: { readonly file: string; readonly line: number; readonly column: number; readonly lineText: string } | null;
}

export function addTo(build: Build, pass: Pass): void {
  build.onLoad({ filter: SOURCES, namespace: "file" }, async ({ path: file }) => {
    const path = file.replaceAll("\\", "/");
    if (!pass.isFor(path)) return undefined;
    const code = await readFile(file, "utf8");
    const name = relative(build.initialOptions.absWorkingDir ?? cwd(), file);
    const watchFiles = [file];
    const warnings: Problem[] = [];
    try {
      const result = pass.compile(code, path, (warning) => warnings.push(problem(warning, code, name)));
      if (result === undefined) return warnings.length === 0 || isBun ? undefined : { warnings, watchFiles };
      return { contents: `${result.code}\n//# sourceMappingURL=${result.map.toUrl()}`, loader: loaderOf(file, build), warnings, watchFiles };
    } catch (error) {
      if (!(error instanceof SyntaxError) || isBun) throw error;
      return { errors: [problem(error.message, code, name)], watchFiles };
    }
  });
}

/** How esbuild would load a file by itself. */
function loaderOf(file: string, { initialOptions: { loader = {} } }: Build): string {
  const extension = extname(file);
  return loader[extension] ?? extension.replace(/^\.[cm]?/, "");
}

/** What the pass says, as esbuild shows it, whose columns are of bytes, from 0 on. */
function problem(message: string, code: string, file: string): Problem {
  const [place = "", row = "", column = ""] = /^.*?:(\d+):(\d+): /.exec(message) ?? [];
  const line = Number(row);
  const lineText = code.split(/\r\n|[\n\r\u2028\u2029]/)[line - 1] ?? "";
  const location = { file, line, column: Buffer.byteLength(lineText.slice(0, Number(column) - 1)), lineText };
  return { text: message.slice(place.length), location: place === "" ? null : location };
}
