// beamlet/preempt: the pass as a plugin for bundlers, one for all of them.

import { createUnplugin } from "unplugin";
import { addTo } from "./esbuild.ts";
import type { Build } from "./esbuild.ts";
import { passOf } from "./pass.ts";
import type { PreemptOptions } from "./pass.ts";

export type { Filter, PreemptOptions } from "./pass.ts";
export { transform } from "./transform.ts";
export type { Transformed, TransformOptions } from "./transform.ts";

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

const unplugin = createUnplugin((options: PreemptOptions, { framework }) => {
  const pass = passOf(options);
  const name = "beamlet-preempt";
  if (framework === "esbuild") return { name, esbuild: { setup: (build: object) => addTo(build as Build, pass) } };
  return {
    name,
    enforce: "pre",
    transformInclude: (id: string) => pass.isFor(pathOf(id)),
    transform(code: string, id: string) {
      return pass.compile(code, pathOf(id), (warning) => this.warn(warning));
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

/** The path of a module: without its query, and with slashes. */
function pathOf(id: string): string {
  return id.replace(/[?#].*$/, "").replaceAll("\\", "/");
}
