// Packages of npm copied twice, as they are and with every file compiled, and the programs of the corpus for them.

import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import type { CorpusProgram } from "./corpus.ts";

export interface Copies {
  readonly plain: string;
  readonly compiled: string;
  readonly checks: number;
  readonly files: number;
}

type Transform = (code: string, options: { filename: string; isIncluded: true; format: "module" | "commonjs" }) => { readonly code: string };

/** What a program of the corpus may use beside its packages; `print` says what becomes of its results. */
export function mainOf(body: string, print: string): string {
  return `const all = "the quick brown fox jumps over a lazy dog and runs away from it".split(" ");
async function main() {
  let seed = 42;
  const random = (n) => { seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0; return Math.floor((seed / 2 ** 32) * n); };
  const pick = (list) => list[random(list.length)];
  const words = (n) => Array.from({ length: n }, () => pick(all)).join(" ");
  ${print}
  ${body}
`;
}

/** Copies what the programs use into a folder of the project at `root`, emptied before. */
export function copyPackages(programs: readonly CorpusProgram[], root: string, out: string, transform: Transform): Copies {
  const installed = join(root, "tests/preempt/tools/node_modules");
  const counts = { plain: join(out, "plain"), compiled: join(out, "compiled"), checks: 0, files: 0 };
  rmSync(out, { recursive: true, force: true });
  mkdirSync(join(out, "node_modules"), { recursive: true });
  symlinkSync(root, join(out, "node_modules/beamlet"), "dir");
  writeFileSync(join(out, "package.json"), '{ "type": "module" }');
  const names = new Set(programs.flatMap(({ packages }) => packages).filter((name) => existsSync(join(installed, name))));
  for (const name of names) {
    copyPackage(join(installed, name), join(counts.plain, "node_modules", name), (text) => text);
    copyPackage(join(installed, name), join(counts.compiled, "node_modules", name), compile);
  }
  return counts;

  function compile(text: string, filename: string, isModule: boolean): string {
    // Builds for bundlers, which Node never loads, stand beside the others under names that say nothing.
    const format = isModule || (/^(import|export)\s/m.test(text) && !/\brequire\(|module\.exports/.test(text)) ? "module" : "commonjs";
    const { code } = transform(text, { filename, isIncluded: true, format });
    counts.checks += code.split("$beamlet.left").length - 1;
    counts.files++;
    return code;
  }
}

function copyPackage(source: string, target: string, compile: (text: string, filename: string, isModule: boolean) => string): void {
  for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.parentPath.slice(source.length).includes("node_modules")) continue;
    const path = join(entry.parentPath, entry.name);
    const file = join(target, path.slice(source.length));
    const isSource = /\.[cm]?js$/.test(entry.name);
    if (!isSource && !/\.json$/.test(entry.name)) continue;
    const text = readFileSync(path, "utf8");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, isSource ? compile(text, path, isModuleFile(path, source)) : text);
  }
}

function isModuleFile(path: string, source: string): boolean {
  if (extname(path) !== ".js") return extname(path) === ".mjs";
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest)) return (JSON.parse(readFileSync(manifest, "utf8")) as { type?: string }).type === "module";
    if (folder.length <= source.length) return false;
  }
}
