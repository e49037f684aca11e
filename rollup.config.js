// What tsc made in build/ → dist/: the library in one file with its core, as fast to load as it gets. And the library alone,
// with one loader of the core for each kind of host that has a condition: which of them `#core` is, package.json says.

import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import terser from "@rollup/plugin-terser";
import { constantFunctions } from "./scripts/constant-functions.mjs";
import { pureCalls } from "./scripts/pure-calls.mjs";
import { shortCore, shortenExports } from "./scripts/short-core.mjs";

// Functions stay as they are written: merged ones grow past what V8 inlines (ping-pong 189 against 206 ns), for 2.5 % of the size.
// So do the names of classes that hosts print: of errors, whose stack and inspection begin with it, of pids and refs.
// ASCII only: a single other character has an engine keep and read the whole file at two bytes a character.
// "@bun" tells Bun that a file is as its engine takes it: else it parses all of it and prints it anew before the engine parses it.
// Lines end, as Node shows the one in which an error was thrown that nobody caught.
const minify = terser({ module: true, keep_classnames: /Error$|^Pid$|^Ref$/, compress: { ecma: 2022, inline: 0, reduce_funcs: false, sequences: false }, format: { preserve_annotations: true, ascii_only: true, preamble: "// @bun", semicolons: false } });

// Not frozen: to freeze a namespace such as Process is an effect, and would keep all of it in every bundle.
const output = { dir: "dist", format: "es", freeze: false, sourcemap: true, entryFileNames: "[name].js" };

const short = shortCore(shortenExports(readFileSync("build/core.wasm")));

const loaders = {
  "core.bytes": "build/bindings/load/wasm.js",
  "core.workerd": "build/bindings/load/workerd.js",
  "core.edge": "build/bindings/load/edge.js",
};

// Studies that call what has no public name, made into what ships: over the modules that tsc made of them.
const studies = [{ input: { copy: "build/bench/studies/copy.js" }, output: { ...output, dir: "build/bench/studies" }, plugins: [sourceMaps(), pureCalls(), constantFunctions(), minify] }];

const published = [
  library("index", coreFrom("build/bindings/load/inline.js")),
  library("core-js", coreFrom("build/bindings/load/js.js")),
  library("library", coreFrom("#core")),
  { input: { testing: "build/js/testing/index.js" }, output, external: "beamlet", plugins: [sourceMaps(), theLibrary(), minify] },
  ...Object.entries(loaders).map(([name, file]) => ({ input: { [name]: file }, output, external: /core\.wasm/, plugins: [sourceMaps(), short, constantFunctions(), minify] })),
];

export default ({ configStudies }) => (configStudies === true ? studies : published);

function library(name, core) {
  return { input: { [name]: "build/js/index.js" }, output, plugins: [sourceMaps(), short, pureCalls(), constantFunctions(), core, minify] };
}

/** Entries beside the main one import that by its name: there is one library in a program, whichever build of it. */
function theLibrary() {
  return { name: "the-library", resolveId: (source) => (source === "../index.js" ? { id: "beamlet", external: true } : null) };
}

/** The loader that the sources name gives way to another one, or to what is decided later. */
function coreFrom(id) {
  const loader = id.startsWith("#") ? { id, external: true } : resolve(id);
  return { name: "core-from", resolveId: (source, importer) => (source.endsWith("/load/inline.js") && importer?.endsWith("/core.js") ? loader : null) };
}

/** The maps that tsc wrote, so that those of dist/ lead to the sources. */
function sourceMaps() {
  return {
    name: "source-maps",
    load(file) {
      if (!existsSync(`${file}.map`)) return null;
      return { code: readFileSync(file, "utf8"), map: JSON.parse(readFileSync(`${file}.map`, "utf8")) };
    },
  };
}
