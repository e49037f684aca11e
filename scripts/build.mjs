// The one build: AssemblyScript → Wasm → inlined bytes and JavaScript → library, loaders of the core, and types.
//
//   core-wasm/*.ts ──asc──► build/core.wasm ─┬─────────────► bindings/load/core-bytes.ts ─┐
//                                            ├──binaryen──► bindings/load/core-js.ts ─────┤
//                          dist/core.wasm ◄──┘              js/*.ts, bindings/*.ts ───────┴─tsc──► build/ ──rollup──► dist/*.js
//                          with short names                                                    └──► dist/types/
//   js/preempt/*.ts ──tsc──► build/ ──rolldown, with what it depends on──► dist/preempt/
//
// `node scripts/build.mjs core` stops after the core and the other generated sources: all that tests and type checks need.

import { execFileSync } from "node:child_process";
import { copyFileSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { buildCore } from "./build-core.mjs";
import { bundlePreempt, compileOptedIn } from "./build-preempt.mjs";
import { repeatLinks } from "./repeat-links.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));

const isCoreOnly = process.argv[2] === "core";

if (!isCoreOnly) rmSync("dist", { recursive: true, force: true });
buildCore();
repeatLinks();

if (!isCoreOnly) {
  run("tsc", ["-p", "tsconfig.json"]);
  run("rollup", ["-c", "rollup.config.js", "--silent"]);
  copyFileSync("scripts/core.wasm.d.ts", "dist/core.wasm.d.ts");
  run("tsc", ["-p", "js/preempt/tsconfig.json"]);
  await bundlePreempt();
  run("tsc", ["-p", "bench/tsconfig.json"]);
  run("rollup", ["-c", "rollup.config.js", "--silent", "--configStudies"]);
  run("tsc", ["-p", "examples/tsconfig.json"]);
  await compileOptedIn("build/examples");
  report();
}

function run(command, args) {
  execFileSync(`node_modules/.bin/${command}`, args, { stdio: "inherit" });
}

function report() {
  for (const file of ["dist/index.js", "dist/core-js.js", "dist/library.js", "dist/core.bytes.js", "dist/core.wasm"]) {
    const bytes = readFileSync(file);
    console.log(`built ${file} ${kilobytes(bytes.length)} (${kilobytes(gzipSync(bytes, { level: 9 }).length)} gzip)`);
  }
}

function kilobytes(size) {
  return `${(size / 1024).toFixed(1)} KB`;
}
