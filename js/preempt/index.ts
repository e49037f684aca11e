// beamlet/preempt: the pass as a plugin for bundlers, one for all of them.

/// <reference path="./picomatch.d.ts" />

import picomatch from "picomatch";
import { createUnplugin } from "unplugin";
import { checkKeys, checkOption } from "./options.ts";
import { transformed } from "./transform.ts";
import type { FileOptions } from "./transform.ts";

export { transform } from "./transform.ts";
export type { Transformed, TransformOptions } from "./transform.ts";

/** A glob, a regular expression, or several: of paths as the bundler gives them. */
export type Filter = string | RegExp | readonly (string | RegExp)[];

export interface PreemptOptions {
  /** Files whose functions are all compiled, without a directive. */
  readonly include?: Filter;
  /** Files that are left as they are, directive or not. */
  readonly exclude?: Filter;
}

/** As much of a bundler's plugin as the types of every bundler accept. */
export interface NamedPlugin {
  readonly name: string;
}

export interface EsbuildPlugin extends NamedPlugin {
  setup(build: object): void;
}

export interface WebpackPlugin {
  apply(compiler: object): void;
}

export interface Preempt {
  rollup(options?: PreemptOptions): NamedPlugin;
  vite(options?: PreemptOptions): NamedPlugin;
  rolldown(options?: PreemptOptions): NamedPlugin;
  esbuild(options?: PreemptOptions): EsbuildPlugin;
  webpack(options?: PreemptOptions): WebpackPlugin;
}

const SOURCES = /\.[cm]?[jt]sx?$/;

const unplugin = createUnplugin((options: PreemptOptions) => {
  checkKeys(options, ["include", "exclude"]);
  const isIncluded = matcher("include", options.include);
  const isExcluded = matcher("exclude", options.exclude);
  return {
    name: "beamlet-preempt",
    enforce: "pre",
    transformInclude: (id: string) => SOURCES.test(pathOf(id)) && !isExcluded(pathOf(id)),
    transform: (code: string, id: string) => {
      const filename = pathOf(id);
      return transformed(code, { filename, isIncluded: isIncluded(filename), ...formatOf(filename) });
    },
  };
});

/**
 * The plugin. Compiles what opts in with `"use beamlet"`, and the files that `include` names.
 *
 * @throws TypeError for an option that does not exist, or is no filter.
 * @example
 * // rollup.config.js
 * import preempt from "beamlet/preempt";
 * export default { input: "app.js", plugins: [preempt.rollup()] };
 */
const preempt: Preempt = {
  rollup: (options = {}) => unplugin.rollup(options) as NamedPlugin,
  vite: (options = {}) => unplugin.vite(options) as NamedPlugin,
  rolldown: (options = {}) => unplugin.rolldown(options) as NamedPlugin,
  esbuild: (options = {}) => unplugin.esbuild(options) as unknown as EsbuildPlugin,
  webpack: (options = {}) => unplugin.webpack(options) as unknown as WebpackPlugin,
};

export default preempt;

function matcher(name: keyof PreemptOptions, filter: Filter | undefined): (path: string) => boolean {
  const patterns = filter === undefined ? [] : [filter].flat();
  checkOption(name, "a glob, a RegExp, or a list of them", filter, patterns.every((pattern) => typeof pattern === "string" ? pattern !== "" : pattern instanceof RegExp));
  const tests = patterns.map((pattern) => {
    if (typeof pattern !== "string") return (path: string) => path.search(pattern) >= 0;
    return picomatch(pattern, { dot: true, contains: !pattern.startsWith("/") });
  });
  return (path) => tests.some((test) => test(path));
}

/** The path of a module: without its query, and with slashes. */
function pathOf(id: string): string {
  return id.replace(/[?#].*$/, "").replaceAll("\\", "/");
}

/** What the extension says of a file. A bundler takes others for modules unless they show that they are none. */
function formatOf(path: string): Pick<FileOptions, "format" | "otherwise"> {
  if (/\.m[jt]s$/.test(path)) return { format: "module" };
  return { otherwise: /\.c[jt]s$/.test(path) ? "commonjs" : "module" };
}
