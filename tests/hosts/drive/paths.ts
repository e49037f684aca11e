// Where things are.

import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the package. Looked for upwards: this file also runs compiled, from a folder further down. */
export const root: string = rootAbove(dirname(fileURLToPath(import.meta.url)));
export const hostsFolder: string = join(root, "tests/hosts");
export const output: string = join(root, "build/hosts");

function rootAbove(folder: string): string {
  return existsSync(join(folder, "core-wasm")) ? folder : rootAbove(dirname(folder));
}

/** The path of a program that npm installed in tests/hosts, or undefined. */
export function installed(path: string): string | undefined {
  const found = join(hostsFolder, "node_modules", path);
  return existsSync(found) ? found : undefined;
}

/** The path of a program of this machine, or undefined. */
export function onPath(name: string): string | undefined {
  return (process.env["PATH"] ?? "").split(":").map((folder) => join(folder, name)).find((path) => existsSync(path));
}
