// node --import beamlet/preempt/register app.js: the pass without a bundler, for what is imported and what is required.

import * as module from "node:module";
import { versions } from "node:process";
import { compiledLoad, compiledSource } from "./load.ts";
import type { Loaded } from "./load.ts";

type Load = (url: string, context: object) => Loaded;

/** What newer versions of Node have: a hook in the same thread, which is also asked for what is required. */
interface Hooks {
  readonly registerHooks?: (hooks: { readonly load: (url: string, context: object, nextLoad: Load) => Loaded }) => void;
}

/** What Node runs each file with that is required, be it CommonJS or a module. */
interface Compiler {
  _compile(this: unknown, code: string, filename: string, format: string | undefined, ...rest: unknown[]): unknown;
}

const { registerHooks } = module as Hooks;

if (registerHooks !== undefined) registerHooks({ load: (url, context, nextLoad) => compiledLoad(url, nextLoad(url, context)) });
else if (versions["bun"] !== undefined) {
  // Its `register` does nothing, and what a plugin of its own gives for CommonJS does not run.
  throw new Error(`expected a host that loads through hooks, as Node and Deno do, got Bun; build first: Bun.build({ entrypoints: ["app.js"], target: "bun", outdir: "out", plugins: [preempt.esbuild()] }), with preempt from "beamlet/preempt"`);
} else {
  module.register(new URL("./hooks.js", import.meta.url));
  const compiler = module.Module.prototype as unknown as Compiler;
  const { _compile: compile } = compiler;
  compiler._compile = function (code, filename, format, ...rest) {
    return compile.call(this, compiledSource(code, filename, format) ?? code, filename, format, ...rest);
  };
}
