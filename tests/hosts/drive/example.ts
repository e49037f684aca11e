// The examples that are for one host, as somebody has them who has copied the folder: with the packed library in node_modules.

import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { unpackLibrary } from "./package.ts";
import { hostsFolder, root } from "./paths.ts";

/** Copies `examples/<name>` into build/, links what it needs of tests/hosts, and returns the path of the copy. */
export function copyExample(name: string, ...tools: readonly string[]): string {
  const folder = join(root, "build/examples-of-hosts", name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(join(root, "examples", name), folder, { recursive: true, filter: (path) => !/node_modules|dist$/.test(path.slice(root.length)) });
  unpackLibrary(folder);
  for (const tool of tools) {
    const link = join(folder, "node_modules", tool);
    mkdirSync(dirname(link), { recursive: true });
    if (!existsSync(link)) symlinkSync(join(hostsFolder, "node_modules", tool), link);
  }
  return folder;
}

/** Checks the types of a copy by its own tsconfig.json. Throws with what the compiler says. */
export function checkTypes(folder: string): void {
  try {
    execFileSync(join(root, "node_modules/.bin/tsc"), ["-p", folder], { encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    throw new Error(String((error as { stdout?: string }).stdout), { cause: error });
  }
}
