// The test files as one module, which imports nothing but the library by its public name.
//
//   tests/**.test.ts ──► suite.js                 `vitest` is suite/vitest.ts, `js/index.ts` is "beamlet", which stays an import
//   suite.js + the library ──► one module more    for hosts without node_modules, with the conditions of such a host

import { mkdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import type { BuildOptions, Plugin } from "esbuild";
import type { Program } from "./host.ts";
import { hostsFolder, output, root } from "./paths.ts";
import { isFromSource, testFiles } from "./test-files.ts";

/** As much of beamlet/preempt as is used here. */
interface Preempt {
  readonly default: { esbuild(): Plugin };
}

const common: BuildOptions = { bundle: true, format: "esm", target: "es2022", logLevel: "warning", legalComments: "none" };

/** A package whose module has nothing in it. */
export const EMPTY = "empty-module";

/** The conditions that wrangler resolves with. */
export const WORKERD: readonly string[] = ["workerd", "worker", "browser"];

/** Bundles the test files, with the library imported as `name`. */
export async function bundleSuite(library: string, outfile: string, name = "beamlet"): Promise<void> {
  await build({
    ...common,
    entryPoints: [join(hostsFolder, "programs/suite.ts")],
    outfile,
    platform: "neutral",
    keepNames: true, // some tests are about names of functions and classes
    mainFields: ["module", "main"],
    inject: [join(hostsFolder, "suite/host-globals.ts")],
    plugins: [external({ beamlet: name }), await preemptPlugin(library), testFilesPlugin, freshPlugin, await libraryPlugin(library, name)],
  });
}

/** Compiles the files that say "use beamlet", with the plugin of the package. */
async function preemptPlugin(library: string): Promise<Plugin> {
  const preempt = (await import(pathToFileURL(join(library, "dist/preempt/index.js")).href)) as Preempt;
  return preempt.default.esbuild();
}

/** Bundles a program that imports the library as `name`, and the empty module, when it runs. */
export async function bundleProgram(program: Exclude<Program, "suite">, outfile: string, name = "beamlet"): Promise<void> {
  await build({ ...common, entryPoints: [join(hostsFolder, `programs/${program}.ts`)], outfile, platform: "neutral", plugins: [external({ beamlet: name, [EMPTY]: EMPTY })] });
}

export interface BundleOptions {
  readonly conditions?: readonly string[];
  /** Modules that stay beside it, by the name they are imported by. */
  readonly besides?: Readonly<Record<string, string>>;
  readonly minify?: boolean;
}

/** Bundles a module with the library as a host with these conditions gets it. */
export async function bundleFor(entry: string, outfile: string, { conditions = [], besides = {}, minify = false }: BundleOptions = {}): Promise<void> {
  mkdirSync(output, { recursive: true }); // esbuild finds nothing from a working directory that is not there
  await build({
    ...common,
    entryPoints: [entry],
    outfile,
    minify,
    platform: "browser",
    conditions: [...conditions],
    loader: { ".wasm": "copy" },
    assetNames: "[name]",
    absWorkingDir: output,
    external: ["cloudflare:*"],
    plugins: [external(besides)],
  });
}

/** Leaves imports of these names to the host, under the names they get. */
function external(names: Readonly<Record<string, string>>): Plugin {
  return {
    name: "external",
    setup({ onResolve }) {
      for (const [name, path] of Object.entries(names)) onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path, external: true }));
    },
  };
}

/** `suite:files`: what imports each test file, by its name. */
const testFilesPlugin: Plugin = {
  name: "test-files",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^suite:files$/ }, ({ path }) => ({ path, namespace: "suite" }));
    onLoad({ filter: /.*/, namespace: "suite" }, () => ({
      contents: `export const files = {\n${testFiles().map((file) => `  ${JSON.stringify(file)}: () => import(${JSON.stringify(join(root, file))}),\n`).join("")}};\n`,
      resolveDir: root,
    }));
  },
};

/** What stands for the modules of the library that test files import: its public names, and for Vitest. Everything else of js/ is refused. */
async function libraryPlugin(library: string, name: string): Promise<Plugin> {
  const { exports } = JSON.parse(readFileSync(join(library, "package.json"), "utf8")) as { exports: { ".": { default: string } } };
  const names = (await import(pathToFileURL(join(library, exports["."].default)).href)) as Record<string, object>;

  return {
    name: "library",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^vitest$/ }, () => ({ path: join(hostsFolder, "suite/vitest.ts") }));
      onResolve({ filter: /^node:process$/ }, () => ({ path: "process", namespace: "node" }));
      onLoad({ filter: /.*/, namespace: "node" }, () => ({ contents: "export const env = {};" }));
      onResolve({ filter: /\.ts$/ }, ({ path, importer, resolveDir }) => {
        const file = relative(root, resolve(resolveDir, path));
        if (!isOfLibrary(file) || isOfLibrary(relative(root, importer)) || isFromSource(relative(root, importer))) return undefined;
        if (file === "js/index.ts" || file === "js/errors.ts") return { path: name, external: true };
        if (file === "js/testing/index.ts") return { path: join(library, "dist/testing.js") };
        const noun = basename(file, ".ts").replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
        if (dirname(file) === "js/otp" && names[noun] !== undefined) return { path: noun, namespace: "module" };
        return { errors: [{ text: `${file} is not public: test files that need it are not for every host` }] };
      });
      onLoad({ filter: /.*/, namespace: "module" }, ({ path }) => ({ contents: asModule(path, names[path]!), resolveDir: root }));
    },
  };
}

/** A namespace of the library as the module that it is made of. Some of the names are reserved words. */
function asModule(name: string, members: object): string {
  const keys = Object.keys(members);
  return `import { ${name} } from "beamlet";\n${keys.map((key, i) => `const _${i} = ${name}[${JSON.stringify(key)}];\n`).join("")}export { ${keys.map((key, i) => `_${i} as ${key}`).join(", ")} };\n`;
}

/** Every `import()` of a module of the library by a test file from source gets modules that nobody else has. */
const freshPlugin: Plugin = {
  name: "fresh",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\..*\.ts$/ }, ({ path, kind, namespace, resolveDir }) => {
      const file = resolve(resolveDir, path);
      const isFresh = namespace === "fresh" || (namespace === "file" && kind === "dynamic-import" && isOfLibrary(relative(root, file)));
      return isFresh ? { path: file, namespace: "fresh" } : undefined;
    });
    onLoad({ filter: /.*/, namespace: "fresh" }, ({ path }) => ({ contents: readFileSync(path, "utf8"), loader: "ts", resolveDir: dirname(path) }));
  },
};

function isOfLibrary(file: string): boolean {
  return file.startsWith("js/") || file.startsWith("bindings/");
}
