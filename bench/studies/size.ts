// What the package weighs in a bundle: the main entry with its core, and nothing taken away from it.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { root } from "../root.ts";
import { answer } from "../study.ts";

const entry = join(root, "dist/index.js");
const minified = execFileSync(join(root, "node_modules/.bin/rollup"), [entry, "--format", "es", "--plugin", "terser", "--silent"], { encoding: "utf8" });
const kilobytes = gzipped(minified);

answer({
  name: "size",
  title: "Size",
  text: "The main entry with its core inlined: as it is published, and bundled and minified by rollup and terser as they come; gzip at level 9. Kilobytes of 1,024.",
  headings: ["", "plain", "gzip"],
  rows: [
    ["dist/index.js", inKilobytes(readFileSync(entry).length), gzipped(readFileSync(entry)).toFixed(1)],
    ["bundled and minified", inKilobytes(minified.length), kilobytes.toFixed(1)],
    ["dist/core.wasm, which is in both", inKilobytes(readFileSync(join(root, "dist/core.wasm")).length), gzipped(readFileSync(join(root, "dist/core.wasm"))).toFixed(1)],
  ],
  charts: [],
  figures: { kilobytes },
});

function gzipped(content: string | Buffer): number {
  return gzipSync(content, { level: 9 }).length / 1024;
}

function inKilobytes(bytes: number): string {
  return (bytes / 1024).toFixed(1);
}
