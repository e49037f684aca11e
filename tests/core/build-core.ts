// Vitest's global setup: builds the core when its bytes are missing or older than its sources.

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = new URL("../../", import.meta.url);
const built = ["bindings/load/core-bytes.ts", "bindings/load/core-js.ts", "bindings/load/core-bytes.debug.ts", "build/core.wasm", "build/core.debug.wasm", "dist/core.wasm", "js/copy/links.ts"];

export function setup(): void {
  const sources = readdirSync(new URL("core-wasm/", root), { encoding: "utf8", recursive: true }).map((file) => `core-wasm/${file}`);
  const newest = Math.max(...[...sources, "js/copy/link.ts", "scripts/repeat-links.mjs", "scripts/build-core.mjs", "scripts/core-text.mjs", "scripts/short-core.mjs", "scripts/wasm-to-js.mjs"].map(changedAt));
  if (built.some((file) => changedAt(file) < newest)) execFileSync("node", ["scripts/build.mjs", "core"], { cwd: fileURLToPath(root), stdio: "inherit" });
}

function changedAt(file: string): number {
  const url = new URL(file, root);
  return existsSync(url) ? statSync(url).mtimeMs : 0;
}
