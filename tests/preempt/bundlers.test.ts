// Every bundler really bundles a program. Needs a build, and what tools/package.json names.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { cwd, execPath } from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { SourceMapConsumer } from "source-map-js";
import { beforeAll, describe, expect, it } from "vitest";
import type { Preempt } from "../../js/preempt/index.ts";

const folder = fileURLToPath(new URL("./", import.meta.url));
const root = fileURLToPath(new URL("../../", import.meta.url));
const out = `${root}build/preempt-bundles`;
const programs = `${folder}programs`;
const resolve = createRequire(new URL("tools/package.json", import.meta.url)).resolve;

const printed = { status: "runnable", hasWorked: true, reason: "killed", total: 6 };

type Bundle = (plugin: Preempt, entry: string, file: string) => Promise<unknown>;

interface RollupLike {
  rollup(options: object): Promise<{ write(options: object): Promise<unknown> }>;
}

const external = ["beamlet"];

// Typed by what they are called with: the types of five bundlers are not worth their installation.
const bundlers: Readonly<Record<string, { readonly isTyped: boolean; readonly bundle: Bundle }>> = {
  rollup: {
    isTyped: false,
    async bundle({ rollup: plugin }, input, file) {
      const { rollup } = await load<RollupLike>("rollup");
      const bundle = await rollup({ input, external, plugins: [plugin()] });
      await bundle.write({ file, format: "es", sourcemap: true });
    },
  },
  rolldown: {
    isTyped: true,
    async bundle({ rolldown: plugin }, input, file) {
      const { rolldown } = await load<{ rolldown: RollupLike["rollup"] }>("rolldown");
      const bundle = await rolldown({ input, external, plugins: [plugin()] });
      await bundle.write({ file, format: "es", sourcemap: true });
    },
  },
  vite: {
    isTyped: true,
    async bundle({ vite: plugin }, entry, file) {
      const { build } = await load<{ build(options: object): Promise<unknown> }>("vite");
      const lib = { entry, formats: ["es"], fileName: () => file.slice(out.length + 1) };
      await build({ root: programs, configFile: false, logLevel: "error", plugins: [plugin()], build: { lib, outDir: out, emptyOutDir: false, sourcemap: true, minify: true, target: "es2022", rollupOptions: { external } } });
    },
  },
  esbuild: {
    isTyped: true,
    async bundle({ esbuild: plugin }, entry, outfile) {
      const { build } = await load<{ build(options: object): Promise<unknown> }>("esbuild");
      await build({ entryPoints: [entry], outfile, bundle: true, format: "esm", external, sourcemap: true, minify: true, plugins: [plugin()] });
    },
  },
  webpack: {
    isTyped: false,
    async bundle({ webpack: plugin }, entry, file) {
      const { default: webpack } = await load<{ default(options: object, done: (error: Error | null, stats: { hasErrors(): boolean; toString(): string }) => void): void }>("webpack");
      const output = { path: out, filename: file.slice(out.length + 1), module: true, library: { type: "module" } };
      const options = { mode: "production", target: "node20", entry, output, experiments: { outputModule: true }, externals: { beamlet: "module beamlet" }, devtool: "source-map", plugins: [plugin()] };
      await new Promise<void>((settle, fail) => webpack(options, (error, stats) => (error !== null || stats.hasErrors() ? fail(error ?? new Error(stats.toString())) : settle())));
    },
  },
};

function load<T>(name: string): Promise<T> {
  return import(/* @vite-ignore */ pathToFileURL(resolve(name)).href) as Promise<T>;
}

function run(path: string, args: readonly string[]): unknown {
  const { stdout, stderr } = spawnSync(path, args, { encoding: "utf8", timeout: 20_000, cwd: root });
  return stdout === "" ? stderr : JSON.parse(stdout);
}

beforeAll(() => {
  expect(existsSync(`${root}dist/preempt/index.js`), "make build").toBe(true);
  expect(existsSync(`${folder}tools/node_modules`), "npm install --prefix tests/preempt/tools").toBe(true);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
});

describe.each(Object.entries(bundlers))("%s", (name, { isTyped, bundle }) => {
  it("bundles a program whose endless loop stops nobody", async () => {
    const { default: preempt } = (await import(/* @vite-ignore */ `${root}dist/preempt/index.js`)) as { default: Preempt };
    const file = `${out}/${name}.mjs`;
    await bundle(preempt, `${programs}/${isTyped ? "app-typed.ts" : "app.js"}`, file);

    expect(run(execPath, [file])).toEqual(printed);
    const map = new SourceMapConsumer(JSON.parse(readFileSync(`${file}.map`, "utf8")) as never);
    const lines: (number | null)[] = [];
    map.eachMapping(({ source, originalLine }) => {
      if (/app(-typed)?\.[jt]s$/.test(source ?? "")) lines.push(originalLine);
    });
    expect(lines).toContain(8); // the loop
  });
});

it("the bundler is told of a directive that opts in to nothing", async () => {
  const { default: preempt } = (await import(/* @vite-ignore */ `${root}dist/preempt/index.js`)) as { default: Preempt };
  const { rollup } = await load<RollupLike>("rollup");
  const warnings: string[] = [];
  await rollup({ input: `${programs}/misplaced.cjs`, external, plugins: [preempt.rollup()], onwarn: ({ message }: Error) => warnings.push(message) });

  expect(warnings).toEqual([expect.stringContaining(`${programs}/misplaced.cjs:5:1: expected the directive "use beamlet"`)]);
});

describe("the options of the plugin", () => {
  it("are checked", async () => {
    const { default: preempt } = (await import(/* @vite-ignore */ `${root}dist/preempt/index.js`)) as { default: Preempt };

    expect(() => preempt.rollup({ exlude: /a/ } as never)).toThrow(TypeError);
    expect(() => preempt.rollup({ include: 5 } as never)).toThrow(TypeError);
    expect(() => preempt.rollup(5 as never)).toThrow(TypeError);
    expect(() => preempt.rollup({ include: ["src/**", "!src/a.js"] })).toThrow(/"!"/);
  });

  it("include files without a directive, and exclude those with one", async () => {
    const { default: preempt } = (await import(/* @vite-ignore */ `${root}dist/preempt/index.js`)) as { default: Preempt };
    type Transform = (code: string, id: string) => { code: string } | undefined;
    const compile = (options: Parameters<Preempt["rollup"]>[0], id: string, code = "export function* a() { for (;;); }"): boolean => {
      const plugin = preempt.rollup(options) as unknown as { transform: Transform | { handler: Transform; filter?: unknown }; };
      const transform = typeof plugin.transform === "function" ? plugin.transform : plugin.transform.handler;
      return transform.call({}, code, id)?.code.includes("$beamlet") ?? false;
    };
    const directive = '"use beamlet"; export function* a() { for (;;); }';

    expect(compile({}, "/app/a.js")).toBe(false);
    expect(compile({}, "/app/a.js?v=1", directive)).toBe(true);
    expect(compile({ include: "/app/**" }, "/app/b/a.ts")).toBe(true);
    expect(compile({ include: "**/b/*.js" }, "/app/b/a.js")).toBe(true);
    expect(compile({ include: ["**/c.js", /b.a/] }, "/app/b/a.js")).toBe(true);
    expect(compile({ include: /c/ }, "/app/b/a.js")).toBe(false);
    expect(compile({ exclude: /app/ }, "/app/a.js", directive)).toBe(false);
    expect(compile({}, "/app/a.css", directive)).toBe(false);
    // From the working directory, wherever that is: paths, globs and folders.
    expect(compile({ include: "src/**" }, `${cwd()}/src/b/a.js`)).toBe(true);
    expect(compile({ include: "src/**" }, `${cwd()}/node_modules/b/src/a.js`)).toBe(false);
    expect(compile({ include: "./src/a.js" }, `${cwd()}/src/a.js`)).toBe(true);
    expect(compile({ include: "rc/a.js" }, `${cwd()}/src/a.js`)).toBe(false);
    expect(compile({ include: "src" }, `${cwd()}/src/a.js`)).toBe(true);
    expect(compile({ include: "../a(b)/*.js" }, `${dirname(cwd())}/a(b)/a.js`)).toBe(false);
    expect(compile({ include: "../a*/*.js" }, `${dirname(cwd())}/a(b)/a.js`)).toBe(true);
    expect(compile({ include: ["**", /./] }, `${root}dist/index.js`), "the library itself").toBe(false);
    expect(compile({ include: "**" }, "/app/node_modules/beamlet/dist/index.js"), "the library itself").toBe(false);
  });
});

describe("in esbuild, the plugin", () => {
  interface Result { readonly outputFiles: readonly { readonly text: string }[]; }
  interface Failure { readonly errors: readonly { readonly text: string; readonly location: { readonly file: string; readonly line: number; readonly column: number; readonly lineText: string } }[]; }

  async function build(files: Readonly<Record<string, string>>, options: object, more: readonly object[] = []): Promise<string> {
    const { default: preempt } = (await import(/* @vite-ignore */ `${root}dist/preempt/index.js`)) as { default: Preempt };
    const { build: run } = await load<{ build(options: object): Promise<Result> }>("esbuild");
    const inFolder = mkdtempSync(`${out}/esbuild-`);
    for (const [name, text] of Object.entries(files)) writeFileSync(`${inFolder}/${name}`, text);
    const plugins = [preempt.esbuild(), ...more];
    const { outputFiles } = await run({ absWorkingDir: inFolder, entryPoints: ["a.js"], bundle: true, write: false, external, format: "esm", logLevel: "silent", plugins, ...options });
    return outputFiles[0]?.text ?? "";
  }

  it("leaves files that do not opt in to esbuild, as it is told to load them, and to other plugins", async () => {
    const asked: string[] = [];
    const other = { name: "other", setup: (own: { onLoad(options: object, load: (file: { path: string }) => undefined): void }) => own.onLoad({ filter: /js$/ }, ({ path }) => void asked.push(path.slice(-4))) };
    const code = await build({ "a.js": 'export * from "./b.js"; export const a = <a />;', "b.js": '"use beamlet"; export function* b() { for (;;); } export const c = <b />;' }, { loader: { ".js": "jsx" }, jsxFactory: "h" }, [other]);

    expect(code).toContain('h("a"');
    expect(code).toContain('h("b"');
    expect(code).toContain("preemption");
    expect(asked).toEqual(["a.js"]);
  });

  it("warns of a directive that opts in to nothing, at its place", async () => {
    const warnings: Failure["errors"][number][] = [];
    const last = { name: "last", setup: (own: { onEnd(then: (result: { warnings: Failure["errors"] }) => void): void }) => own.onEnd((result) => void warnings.push(...result.warnings)) };
    const code = await build({ "a.js": 'import "beamlet";\n"use beamlet"; export function* b() { for (;;); }' }, {}, [last]);

    expect(code).not.toContain("preemption");
    expect(warnings.map(({ location }) => location)).toMatchObject([{ file: "a.js", line: 2, column: 0 }]);
  });

  it("shows the place of a syntax error as esbuild does", async () => {
    const failure = await build({ "a.js": '"use beamlet";\n"ä"; let let;\n' }, {}).catch((error: unknown) => error as Failure);

    expect((failure as Failure).errors[0]?.location).toMatchObject({ file: "a.js", line: 2, column: 10, lineText: '"ä"; let let;' });
    expect((failure as Failure).errors[0]?.text).not.toContain("a.js");
  });
});
