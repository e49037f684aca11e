// What the package weighs in a program that is bundled and minified for a page: raw and gzipped.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { install, isBuilt, pack, root, run, tool, write } from "./consumer.ts";

const esbuild = tool("esbuild/bin/esbuild");
const KB = 1024;

interface Budget {
  readonly what: string;
  readonly code: string;
  readonly flags: readonly string[];
  /** Bytes, gzipped, that hold today, and those that the project wants to reach. */
  readonly limit: number;
  readonly goal: number | undefined;
}

const all = 'export * from "beamlet";';
const kernel = 'export { receive, run, send, spawn } from "beamlet";';
const wasmOnly = ["--conditions=beamlet-wasm"];

const budgets: readonly Budget[] = [
  { what: "everything, with both cores", code: all, flags: [], limit: 54.25 * KB, goal: undefined },
  { what: "everything, with the core as WebAssembly", code: all, flags: wasmOnly, limit: 48.25 * KB, goal: 16 * KB },
  { what: "the kernel, with both cores", code: kernel, flags: [], limit: 27.5 * KB, goal: undefined },
  { what: "the kernel, with the core as WebAssembly", code: kernel, flags: wasmOnly, limit: 21.75 * KB, goal: 9 * KB },
];

describe.skipIf(!isBuilt || esbuild === undefined)("the size of", { timeout: 120_000 }, () => {
  let folder: string;

  function bundled(code: string, flags: readonly string[] = []): Buffer {
    write(folder, "size.js", code);
    run(esbuild ?? "", ["size.js", "--bundle", "--minify", "--format=esm", "--outfile=size.mjs", ...flags], { cwd: folder });
    return readFileSync(join(folder, "size.mjs"));
  }

  beforeAll(() => {
    folder = install(pack());
  });

  it.each(budgets)("$what stays within its limit", ({ what, code, flags, limit, goal }) => {
    const bytes = bundled(code, flags);
    const size = gzipSync(bytes, { level: 9 }).length;
    console.log(`${what}: ${kilobytes(bytes.length)}, ${kilobytes(size)} gzip${goal === undefined ? "" : `, goal ${kilobytes(goal)}`}`);

    expect(size).toBeLessThanOrEqual(limit);
  });

  it("core.wasm stays within 8.25 KB", () => {
    expect(readFileSync(join(root, "dist/core.wasm")).length).toBeLessThanOrEqual(8.25 * KB);
  });

  it("a program that imports one function leaves out what that does not use", () => {
    const text = bundled('export { isPid } from "beamlet";').toString();

    expect(text.length).toBeLessThan(4 * KB);
    expect(text).not.toMatch(/GenServer|asyncStream|restForOne/);
  });

  it("a program that imports the package and uses nothing is nothing", () => {
    expect(bundled('import "beamlet"; import {} from "beamlet";').toString().trim()).toBe("");
  });
});

function kilobytes(size: number): string {
  return `${(size / KB).toFixed(1)} KB`;
}
