// Whether what `make build` makes is there, and of the sources as they are.

import { existsSync, readdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

export function isBuilt(): boolean {
  const sources = Math.max(...["js", "bindings", "core-wasm"].map(newest));
  return newest("dist") > sources && newest("build/bench") > Math.max(newest("bench/peers/beamlet"), newest("bench/studies"));
}

/** When the newest file of a folder was written; 0 where there is none. */
function newest(folder: string): number {
  if (!existsSync(root + folder)) return 0;
  const files = readdirSync(root + folder, { recursive: true, encoding: "utf8" }).map((file) => statSync(`${root}${folder}/${file}`));
  return Math.max(0, ...files.filter((file) => file.isFile()).map((file) => file.mtimeMs));
}
