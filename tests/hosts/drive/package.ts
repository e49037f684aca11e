// The package as npm would publish it, unpacked where programs find it by its name.

import { execFileSync } from "node:child_process";
import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "./paths.ts";

/** Packs dist/, unpacks it into `node_modules` of a folder, and returns the path. */
export function unpackLibrary(folder: string): string {
  const modules = join(folder, "node_modules");
  const library = join(modules, "beamlet");
  rmSync(library, { recursive: true, force: true });
  mkdirSync(modules, { recursive: true });
  const [{ filename }] = JSON.parse(execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })) as [{ filename: string }];
  const archive = join(folder, filename);
  execFileSync("tar", ["-xzf", archive, "-C", modules]);
  renameSync(join(modules, "package"), library);
  rmSync(archive);
  return library;
}
