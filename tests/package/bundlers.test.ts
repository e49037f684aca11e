// The package after each bundler, with no configuration that is the package's own.

import { readFileSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve as resolvePath } from "node:path";
import { execPath } from "node:process";
import { pathToFileURL } from "node:url";
import { rollup } from "rollup";
import { beforeAll, describe, expect, it } from "vitest";
import type { Preempt } from "../../js/preempt/index.ts";
import { install, isBuilt, load, node, pack, program, run, tool, write } from "./consumer.ts";
import { serve } from "./miniflare.ts";

const esbuild = tool("esbuild/bin/esbuild");
const vite = tool("vite/bin/vite.js");
const webpack = tool("webpack/lib/index.js");
const nodeResolve = tool("@rollup/plugin-node-resolve/dist/es/index.js");
const wrangler = tool("wrangler/bin/wrangler.js");

// In one function: a bundle that is a classic script takes no `await` at its top.
const entry = program.replace("const runtime", "(async () => {\nconst runtime").concat("})();\n");

const worker = program
  .replace("const runtime", "export default { async fetch() {\nconst runtime")
  .replace("console.log(result);", "return new Response(String(result)); } };");

type Bundle = (input: string, file: string, plugin: never) => Promise<unknown>;

type Webpack = (options: object, done: (error: unknown, stats: { hasErrors(): boolean; toString(): string }) => void) => void;

const bundle: Readonly<Record<"rollup" | "esbuild" | "webpack", Bundle>> = {
  async rollup(input, file, plugin) {
    const { nodeResolve: resolve } = (await load("@rollup/plugin-node-resolve/dist/es/index.js")) as unknown as { nodeResolve: () => never };
    const made = await rollup({ input, plugins: [resolve(), plugin] });
    await made.write({ file, format: "cjs" });
  },
  async esbuild(input, outfile, plugin) {
    const { build } = (await load("esbuild/lib/main.js")) as unknown as { build: (options: object) => Promise<unknown> };
    await build({ entryPoints: [input], outfile, bundle: true, format: "cjs", plugins: [plugin] });
  },
  async webpack(entryFile, file, plugin) {
    const { default: compile } = (await load("webpack/lib/index.js")) as unknown as { default: Webpack };
    await new Promise<void>((settle, fail) => {
      compile({ context: dirname(file), entry: entryFile, mode: "production", target: "node20", output: { path: dirname(file), filename: basename(file) }, plugins: [plugin] }, (error, stats) => {
        if (error !== null || stats.hasErrors()) fail(error ?? new Error(stats.toString()));
        else settle();
      });
    });
  },
};

describe.skipIf(!isBuilt)("a program with the package, bundled by", { timeout: 120_000 }, () => {
  let folder: string;

  beforeAll(() => {
    folder = install(pack());
    write(folder, "main.js", entry);
    write(folder, "index.html", '<script type="module" src="/main.js"></script>');
    write(folder, "worker.js", worker);
  });

  it.skipIf(nodeResolve === undefined)("Rollup, runs", async () => {
    const { nodeResolve: resolve } = (await load("@rollup/plugin-node-resolve/dist/es/index.js")) as unknown as { nodeResolve: () => never };
    const bundle = await rollup({ input: join(folder, "main.js"), plugins: [resolve()] });
    await bundle.write({ file: join(folder, "rollup.mjs"), format: "es" });

    expect(node(folder, ["rollup.mjs"])).toBe("42");
  });

  it.skipIf(nodeResolve === undefined)("the bundler of an edge host, which compiles what is asked for with ?module, runs", async () => {
    const { nodeResolve: resolve } = (await load("@rollup/plugin-node-resolve/dist/es/index.js")) as unknown as { nodeResolve: (options: object) => never };
    const compiled = {
      name: "compiled",
      resolveId: (source: string, importer = "") => (source.endsWith(".wasm?module") ? resolvePath(dirname(importer), source) : null),
      load: (id: string) => (id.endsWith("?module") ? `export default new WebAssembly.Module(Buffer.from("${readFileSync(id.replace("?module", "")).toString("base64")}", "base64"));` : null),
    };
    const bundle = await rollup({ input: join(folder, "main.js"), plugins: [compiled, resolve({ exportConditions: ["edge-light"] })] });
    await bundle.write({ file: join(folder, "edge.mjs"), format: "es" });

    expect(bundle.watchFiles.some((file) => file.endsWith("core.edge.js"))).toBe(true);
    expect(node(folder, ["edge.mjs"])).toBe("42");
  });

  it.skipIf(esbuild === undefined)("esbuild for Fastly, which has no WebAssembly, runs", () => {
    run(esbuild ?? "", ["main.js", "--bundle", "--format=esm", "--conditions=fastly", "--outfile=fastly.mjs"], { cwd: folder });

    expect(readFileSync(join(folder, "fastly.mjs"), "utf8")).not.toContain("AGFzbQ");
    expect(node(folder, ["--no-warnings", "--jitless", "fastly.mjs"])).toBe("42");
  });

  it.skipIf(esbuild === undefined).each(["--format=esm", "--format=iife", "--format=cjs", "--minify", "--platform=node", "--splitting --format=esm"])("esbuild %s, runs", (flags) => {
    const out = `esbuild${flags.replaceAll(/\W/g, "")}`;
    run(esbuild ?? "", ["main.js", "--bundle", ...flags.split(" "), `--outdir=${out}`, "--out-extension:.js=" + (flags.includes("esm") ? ".mjs" : ".cjs")], { cwd: folder });

    expect(node(folder, [`${out}/main.${flags.includes("esm") ? "mjs" : "cjs"}`])).toBe("42");
  });

  it.skipIf(esbuild === undefined)("esbuild with the conditions of a choice, carries one core", () => {
    const sizes = ["", "--conditions=beamlet-wasm", "--conditions=beamlet-js"].map((flag, index) => {
      run(esbuild ?? "", ["main.js", "--bundle", "--minify", "--format=esm", ...(flag === "" ? [] : [flag]), `--outfile=choice${index}.mjs`], { cwd: folder });
      expect(node(folder, [`choice${index}.mjs`])).toBe("42");
      return statSync(join(folder, `choice${index}.mjs`)).size;
    });

    expect(Math.max(...sizes.slice(1))).toBeLessThan((sizes[0] ?? 0) - 8_000);
  });

  it.skipIf(vite === undefined)("Vite, runs", () => {
    run(execPath, [vite ?? "", "build"], { cwd: folder });
    const [script = ""] = readdirSync(join(folder, "dist/assets")).filter((file) => file.endsWith(".js"));
    // What Vite adds asks the page for its links.
    const page = "data:text/javascript,globalThis.document = { createElement: () => ({ relList: { supports: () => true } }), querySelectorAll: () => [] };";

    expect(node(folder, ["--no-warnings", "--import", page, `dist/assets/${script}`])).toBe("42");
  });

  it.skipIf(webpack === undefined)("webpack, runs", async () => {
    const { default: compile } = (await load("webpack/lib/index.js")) as unknown as { default: (options: object, done: (error: unknown, stats: { hasErrors(): boolean; toString(): string }) => void) => void };
    const problem = await new Promise<unknown>((resolve) => {
      compile({ context: folder, entry: "./main.js", mode: "production", output: { path: join(folder, "webpack"), filename: "main.cjs" } }, (error, stats) => {
        resolve(error ?? (stats.hasErrors() ? stats.toString() : undefined));
      });
    });

    expect(problem).toBeUndefined();
    expect(node(folder, ["webpack/main.cjs"])).toBe("42");
  });

  it.skipIf(webpack === undefined || esbuild === undefined || nodeResolve === undefined).each(["rollup", "esbuild", "webpack"] as const)("%s with the plugin for every file, is preempted; the library itself stays as it is", async (bundler) => {
    write(folder, "loop.js", entry.replace("send(double,", "const loop = spawn(function* () { for (;;); });\n  yield* Process.sleep(1);\n  Process.exit(loop, 'kill');\n  send(double,"));
    const { default: preempt } = (await import(pathToFileURL(join(folder, "node_modules/beamlet/dist/preempt/index.js")).href)) as { default: Preempt };
    const file = join(folder, `preempted-${bundler}.cjs`);
    const plugin = preempt[bundler]({ include: "**/*.js" }) as never;

    await bundle[bundler](join(folder, "loop.js"), file, plugin);

    expect(node(folder, [file])).toBe("42");
  });

  it.skipIf(wrangler === undefined)("wrangler, runs on workerd with the module compiled at deployment", async () => {
    const deploy = ["deploy", "worker.js", "--name=beamlet", "--compatibility-date=2025-01-01", "--dry-run", "--outdir=worker"];
    run(execPath, [wrangler ?? "", ...deploy], { cwd: folder, env: { ...process.env, WRANGLER_SEND_METRICS: "false", CI: "true" } });
    const served = await serve(join(folder, "worker"), "worker.js", { compatibilityDate: "2025-01-01" });

    expect(await served.get("")).toBe("42");
    await served.stop();
  });
});
