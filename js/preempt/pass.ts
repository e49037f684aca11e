// The pass as a plugin is to run it: for which files, with what is known of each.

import { fileURLToPath } from "node:url";
import { matcher } from "./filter.ts";
import type { Filter } from "./filter.ts";
import { checkKeys } from "./options.ts";
import { transformed } from "./transform.ts";
import type { Compiled, FileOptions } from "./transform.ts";

export type { Filter } from "./filter.ts";

export interface PreemptOptions {
  /** Files whose functions are all compiled, without a directive. */
  readonly include?: Filter;
  /** Files that are left as they are, directive or not. */
  readonly exclude?: Filter;
}

export interface Pass {
  /** True for files that may be compiled, by their path with slashes. */
  isFor(path: string): boolean;
  /** The file compiled; undefined when there is nothing to do. */
  compile(code: string, path: string, onWarning: (warning: string) => void): Compiled | undefined;
}

export const SOURCES: RegExp = /\.[cm]?[jt]sx?$/;

/** The library itself, of which this is a part. What counts cannot be counted. */
const OWN = fileURLToPath(new URL("../", import.meta.url)).replaceAll("\\", "/");

/** @throws TypeError for an option that does not exist, or is no filter. */
export function passOf(options: PreemptOptions): Pass {
  checkKeys(options, ["include", "exclude"]);
  const isIncluded = matcher("include", options.include);
  const isExcluded = matcher("exclude", options.exclude);
  return {
    isFor: (path) => SOURCES.test(path) && !isExcluded(path) && !path.startsWith(OWN) && !path.includes("/node_modules/beamlet/dist/"),
    compile: (code, filename, onWarning) => transformed(code, { filename, isIncluded: isIncluded(filename), onWarning, ...formatOf(filename) }),
  };
}

/** What the extension says of a file. A bundler takes others for modules unless they show that they are none. */
function formatOf(path: string): Pick<FileOptions, "format" | "otherwise"> {
  if (/\.m[jt]s$/.test(path)) return { format: "module" };
  return { otherwise: /\.c[jt]s$/.test(path) ? "commonjs" : "module" };
}
