// The plugin: one bundle with its dependencies inside, and their licenses beside it; and its first use, on the examples.

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { rolldown } from "rolldown";

// With its dependencies inside, so that who installs the library alone has the plugin; the library itself has none of it.
export async function bundlePreempt() {
  // unplugin gives webpack the path of its loader, which is so a file of its own beside it.
  const input = { index: "build/js/preempt/index.js", register: "build/js/preempt/register.js", hooks: "build/js/preempt/hooks.js", "webpack/loaders/transform": "node_modules/unplugin/dist/webpack/loaders/transform.mjs" };
  const bundle = await rolldown({ input, platform: "node", external: /^node:/, plugins: [withoutVirtualModules()], logLevel: "warn" });
  const extension = (name) => (name.startsWith("webpack/") ? ".mjs" : ".js");
  // Not in one line: Node shows the line in which an error was thrown that nobody caught, a syntax error of a user's file say.
  const { output } = await bundle.write({ dir: "dist/preempt", format: "es", minify: { compress: true, mangle: true, codegen: { removeWhitespace: false } }, entryFileNames: ({ name }) => `${name}${extension(name)}`, chunkFileNames: "chunk-[name].js" });
  await bundle.close();
  const files = output.flatMap((chunk) => Object.keys(chunk.modules ?? {}));
  const packages = new Set(files.map((file) => /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[0]).filter((path) => path !== undefined));
  writeFileSync("dist/preempt/LICENSES", [...packages].sort().map(licenseOf).join("\n\n"));
}

/** For webpack unplugin requires a package that makes modules of nothing, when it is called. The pass makes none. */
function withoutVirtualModules() {
  const call = '__require("webpack-virtual-modules")';
  return {
    name: "without-virtual-modules",
    transform(code, id) {
      if (!id.endsWith("/unplugin/dist/index.mjs")) return null;
      if (!code.includes(call)) throw new Error(`expected ${call} in unplugin`);
      return code.replace(call, "undefined");
    },
  };
}

function licenseOf(path) {
  const { name, version } = JSON.parse(readFileSync(`${path}package.json`, "utf8"));
  const file = readdirSync(path).find((file) => /^licen[cs]e/i.test(file));
  if (file === undefined) throw new Error(`expected a license in the package ${name}`);
  return `${name} ${version}\n\n${readFileSync(`${path}${file}`, "utf8").trim()}\n`;
}

/** Compiles what says "use beamlet", as its users' bundlers would. */
export async function compileOptedIn(folder) {
  const { transform } = await import("../dist/preempt/index.js");
  for (const file of readdirSync(folder, { recursive: true })) {
    const path = `${folder}/${file}`;
    if (path.endsWith(".js")) writeFileSync(path, transform(readFileSync(path, "utf8"), { filename: path, format: "module" }).code);
  }
}
