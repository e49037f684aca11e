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

interface Loaded {
  readonly contents?: string;
  readonly loader?: string;
  readonly watchFiles?: readonly string[];
  readonly errors?: readonly Problem[];
}

interface Problem {
  readonly text: string;
  readonly location: { readonly file: string; readonly line: number; readonly column: number; readonly lineText: string };
}

/** An error of the pass that says where in a file it is: from line 1 and column 0 on. */
interface Placed extends SyntaxError {
  readonly loc: { readonly line: number; readonly column: number };
}

export function addTo(build: Build, pass: Pass): void {
  build.onLoad({ filter: SOURCES, namespace: "file" }, async ({ path: file }) => {
    const path = file.replaceAll("\\", "/");
    if (!pass.isFor(path)) return undefined;
    const code = await readFile(file, "utf8");
    const watchFiles = [file];
    try {
      const result = pass.compile(code, path);
      return result && { contents: `${result.code}\n//# sourceMappingURL=${result.map.toUrl()}`, loader: loaderOf(file, build), watchFiles };
    } catch (error) {
      if (!isPlaced(error) || versions["bun"] !== undefined) throw error;
      return { errors: [problem(error, code, relative(build.initialOptions.absWorkingDir ?? cwd(), file))], watchFiles };
    }
  });
}

/** How esbuild would load a file by itself. */
function loaderOf(file: string, { initialOptions: { loader = {} } }: Build): string {
  const extension = extname(file);
  return loader[extension] ?? extension.replace(/^\.[cm]?/, "");
}

function isPlaced(error: unknown): error is Placed {
  return error instanceof SyntaxError && "loc" in error;
}

/** An error as esbuild shows it, whose columns are of bytes. */
function problem({ message, loc: { line, column } }: Placed, code: string, file: string): Problem {
  const lineText = code.split(/\r\n|[\n\r\u2028\u2029]/)[line - 1] ?? "";
  const text = message.slice(message.indexOf(`:${line}:${column + 1}: `) + `:${line}:${column + 1}: `.length);
  return { text, location: { file, line, column: Buffer.byteLength(lineText.slice(0, column)), lineText } };
}
