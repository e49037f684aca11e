import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { isBuilt, load, pack, root, tool } from "./consumer.ts";
import type { Tarball } from "./consumer.ts";

const attw = "@arethetypeswrong/core/dist/index.js";
const publint = "publint/src/index-node.js";

type Call<Result> = (...args: readonly unknown[]) => Promise<Result>;

interface Manifest {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly imports: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;

function targets(map: Manifest["exports"]): readonly string[] {
  return Object.values(map).flatMap((target) => (typeof target === "string" ? [target] : Object.values(target)));
}

describe.skipIf(!isBuilt)("the packed package", { timeout: 120_000 }, () => {
  let tarball: Tarball;

  beforeAll(() => {
    tarball = pack();
  });

  it("holds what is built and what is to be read, and nothing else", () => {
    const docs = readdirSync(join(root, "docs")).map((file) => `docs/${file}`).sort();
    const rest = tarball.files.filter((file) => !file.startsWith("dist/types/"));

    expect(rest.filter((file) => !file.startsWith("dist/")).sort()).toEqual(["CHANGELOG.md", "DESIGN.md", "LICENSE", "README.md", ...docs, "package.json"]);
    expect(rest.filter((file) => file.startsWith("dist/") && !/\.(m?js|js\.map|wasm|wasm\.d\.ts)$/.test(file))).toEqual(["dist/preempt/LICENSES"]);
    expect(tarball.files.filter((file) => file.startsWith("dist/types/") && !file.endsWith(".d.ts"))).toEqual([]);
  });

  it("holds each file that its manifest names", () => {
    const named = [...targets(manifest.exports), ...targets(manifest.imports)].map((path) => path.replace("./", ""));

    expect(named.filter((path) => !tarball.files.includes(path))).toEqual([]);
  });

  it("has types for each entry, named first", () => {
    for (const [entry, conditions] of Object.entries(manifest.exports)) {
      if (entry !== "./package.json") expect(Object.keys(conditions)[0], entry).toBe("types");
    }
  });

  // Each further file costs a turn of a module loader, and a character outside Latin-1 a second byte for each other one.
  it("loads as one file with its core, in ASCII", () => {
    const entry = readFileSync(join(root, "dist/index.js"), "utf8");

    expect(entry).not.toMatch(/\bimport\b|\bfrom\s*"/);
    expect(entry).not.toMatch(/[^\x00-\x7f]/);
  });

  // The plugin is a tool, with the code of its dependencies inside.
  it("has a source map beside each script of the library, with the sources in it", () => {
    for (const file of tarball.files.filter((file) => file.endsWith(".js") && !file.startsWith("dist/preempt/"))) {
      expect(tarball.files).toContain(`${file}.map`);
      const map = JSON.parse(readFileSync(join(root, `${file}.map`), "utf8")) as { sources: string[]; sourcesContent: (string | null)[] };
      expect(map.sources.filter((source) => !source.endsWith(".ts")), file).toEqual([]);
      expect(map.sourcesContent.length, file).toBe(map.sources.length);
      expect(map.sourcesContent, file).not.toContain(null);
    }
  });

  it.skipIf(tool(publint) === undefined)("is what publint calls correct", async () => {
    const { publint: check } = (await load(publint)) as unknown as { publint: Call<{ messages: unknown[] }> };
    const bytes = readFileSync(tarball.file);

    const { messages } = await check({ pack: { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) }, strict: true });

    expect(messages).toEqual([]);
  });

  it.skipIf(tool(attw) === undefined)("has types that every way of resolving finds; that CommonJS finds ES modules is meant", async () => {
    const { checkPackage, createPackageFromTarballData } = (await load(attw)) as unknown as {
      checkPackage: Call<{ problems: { kind: string; entrypoint: string }[] }>;
      createPackageFromTarballData: (data: Uint8Array) => unknown;
    };

    const { problems } = await checkPackage(createPackageFromTarballData(readFileSync(tarball.file)), {
      excludeEntrypoints: ["./package.json", "./core.wasm"],
    });

    // "node10" reads no exports; nothing of that age runs the package.
    const others = problems.filter(({ kind, ...problem }) => kind !== "CJSResolvesToESM" && !("resolutionKind" in problem && problem.resolutionKind === "node10"));
    expect(others).toEqual([]);
  });
});
