// The rules of DESIGN.md's picture, as assertions.

import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";

const root = new URL("../", import.meta.url);

/** In order: a file of the library imports only files that stand before it. */
const order = [
  "core-wasm/layout", "bindings/host-tasks", "bindings/host", "bindings/host-clone", "bindings/host-wasm", "bindings/load/core-bytes", "bindings/load/core-text", "bindings/load/core-js",
  "bindings/load/js", "bindings/load/wasm", "bindings/load/inline", "bindings/core",
  "js/pid", "js/via", "js/inspect", "js/errors", "js/operation", "js/share",
];

function sources(folder: string): string[] {
  return readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.includes("core-bytes.debug"))
    .map((file) => `${folder}/${file}`.replace(/\.ts$/, ""));
}

function importStatements(file: string): RegExpExecArray[] {
  const text = readFileSync(new URL(`${file}.ts`, root), "utf8");
  return [...text.matchAll(/^(?:import|export)\s+(type\s+)?(?:[^;]*?\sfrom\s+)?"([^"]+)";/gm)];
}

function namesOfImports(file: string): string[] {
  return importStatements(file).map(([, , name]) => name ?? "");
}

function importsOf(file: string): { readonly path: string; readonly isType: boolean }[] {
  return importStatements(file).map(([, type, path]) => ({
    path: new URL(path ?? "", new URL(file, root)).pathname.slice(root.pathname.length).replace(/\.ts$/, ""),
    isType: type !== undefined,
  }));
}

const [library, plugin] = [sources("js").filter((file) => !isPlugin(file)), sources("js").filter(isPlugin)];

/** The plugin has a room of its own in js/: it runs where files are built, and never where the library does. */
function isPlugin(file: string): boolean {
  return file.startsWith("js/preempt/");
}

/** Values only: a type goes where nothing runs, and may point upwards. */
function valueImports(file: string): string[] {
  return importsOf(file).filter(({ isType }) => !isType).map(({ path }) => path);
}

describe("the layers", () => {
  it.each(sources("core-wasm"))("%s imports nothing from outside of core-wasm", (file) => {
    expect(importsOf(file).filter(({ path }) => !path.startsWith("core-wasm/"))).toEqual([]);
  });

  it.each(sources("bindings"))("%s imports only bindings/ and the shared layout", (file) => {
    expect(importsOf(file).filter(({ path }) => !path.startsWith("bindings/") && path !== "core-wasm/layout")).toEqual([]);
  });

  it.each(library)("%s imports only js/, bindings/core and bindings/host*, and nothing of the plugin", (file) => {
    expect(importsOf(file).filter(({ path }) => !/^(js\/(?!preempt\/)|bindings\/(core|host(-\w+)?)$)/.test(path))).toEqual([]);
  });

  it.each(plugin)("%s imports nothing of the library: only its own room, Node and the packages that its bundle holds", (file) => {
    const manifest = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as { readonly devDependencies: object };
    const strangers = namesOfImports(file).filter((name) => !name.startsWith("./") && !name.startsWith("node:") && !Object.keys(manifest.devDependencies).includes(name));

    expect(strangers).toEqual([]);
  });

  it.each([...library, ...plugin])("%s is used by no file that it uses", (file) => {
    expect(reachable(file)).not.toContain(file);
  });

  it("has its foundations in the order of the picture", () => {
    const upwards = order.flatMap((file, place) => valueImports(file).filter((used) => order.indexOf(used) > place).map((used) => `${file} → ${used}`));

    expect(upwards).toEqual([]);
  });

  it.each([...sources("bench/workloads"), ...sources("bench/peers/beamlet"), ...sources("bench/peers/beamlet-gen-server"), ...sources("examples")])("%s uses the library by its public name", (file) => {
    expect(importsOf(file).filter(({ path }) => /^(js|bindings|core-wasm)\//.test(path))).toEqual([]);
  });
});

describe("the library", () => {
  it.each([...library, "bindings/core", "bindings/load/js"])("%s calls the core by the name that the build looks for", (file) => {
    const text = readFileSync(new URL(`${file}.ts`, root), "utf8");
    const others = [...text.matchAll(/(\w+)(?:: Core\b(?! \|)| = (?:\w+\.)*core;)/g)].filter(([, name]) => name !== "core");

    expect(others.map(([found]) => found)).toEqual([]);
  });

  it.each(library)("%s names no global of a host and no escape from the types", (file) => {
    const text = readFileSync(new URL(`${file}.ts`, root), "utf8").replace(/\/\*[^]*?\*\/|\/\/.*/g, "");

    expect(text.match(/\bWebAssembly\.|\bnew Function\b|\beval\(|\bas any\b|: any\b|@ts-/g)).toBeNull();
  });

  it("compiles without the types of any host", () => {
    const config = readFileSync(new URL("tsconfig.base.json", root), "utf8");

    expect(config).toContain('"types": []');
    expect(config).not.toMatch(/"lib": \[[^\]]*DOM/i);
  });

  it("has no dependencies", () => {
    const manifest: unknown = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));

    expect(manifest).not.toHaveProperty("dependencies");
    expect(manifest).toHaveProperty("sideEffects", false);
  });
});

function reachable(file: string): Set<string> {
  const seen = new Set<string>();
  const open = valueImports(file);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next) || ![...library, ...plugin].includes(next)) continue;
    seen.add(next);
    open.push(...valueImports(next));
  }
  return seen;
}
