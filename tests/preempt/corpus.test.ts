// The pass over packages as people use them: every file compiled, in host code and inside a process whose turns are one
// reduction long, the packages give what they give as they are. Needs what tools/package.json names, and a build.

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { transform } from "../../js/preempt/transform.ts";
import { corpus } from "./corpus.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const installed = fileURLToPath(new URL("tools/node_modules", import.meta.url));
const out = `${root}build/preempt-corpus`;
const copies = { plain: `${out}/plain`, compiled: `${out}/compiled` };

let checks = 0;
let files = 0;

/** Copies a package, its sources compiled. */
function copyPackage(name: string, isCompiled: boolean, target: string): void {
  const source = join(installed, name);
  const isModule = (JSON.parse(readFileSync(join(source, "package.json"), "utf8")) as { type?: string }).type === "module";
  for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.parentPath.slice(source.length).includes("node_modules")) continue;
    const path = join(entry.parentPath, entry.name);
    const file = join(target, "node_modules", name, path.slice(source.length));
    const isSource = /\.[cm]?js$/.test(entry.name);
    if (!isSource && !/\.json$/.test(entry.name)) continue;
    const text = readFileSync(path, "utf8");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, isSource && isCompiled ? compile(text, path, isModuleFile(path, source, isModule)) : text);
  }
}

function isModuleFile(path: string, source: string, isModule: boolean): boolean {
  if (extname(path) !== ".js") return extname(path) === ".mjs";
  for (let folder = dirname(path); folder.length > source.length; folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest)) return (JSON.parse(readFileSync(manifest, "utf8")) as { type?: string }).type === "module";
  }
  return isModule;
}

function compile(text: string, filename: string, isModule: boolean): string {
  // Builds for bundlers, which Node never loads, stand beside the others under names that say nothing.
  const format = isModule ? "module" : /^(import|export)\s/m.test(text) && !/\brequire\(|module\.exports/.test(text) ? "module" : "commonjs";
  const code = transform(text, { filename, isIncluded: true, format }).code;
  checks += code.split("$beamlet.left").length - 1;
  files++;
  return code;
}

function programOf(body: string): string {
  return `import { createHash } from "node:crypto";
import { createRuntime, until } from "beamlet";
const all = "the quick brown fox jumps over a lazy dog and runs away from it".split(" ");
async function main() {
  let seed = 42;
  const random = (n) => { seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0; return Math.floor((seed / 2 ** 32) * n); };
  const pick = (list) => list[random(list.length)];
  const words = (n) => Array.from({ length: n }, () => pick(all)).join(" ");
  const hash = createHash("sha256");
  let count = 0;
  const print = (value) => { count++; hash.update(JSON.stringify(value, (key, v) => v instanceof Map ? [...v] : typeof v === "bigint" || v instanceof RegExp ? String(v) : v) ?? "undefined"); };
  ${body}
  return [count, hash.digest("hex")];
}
const runtime = createRuntime({ logger: false, reductions: 1, longTurnMs: Infinity });
const hosted = await main();
const processed = await runtime.run(function* () { return yield* until(main()); });
console.log(JSON.stringify({ hosted, processed }));
process.exit(0);`;
}

function run(file: string): Promise<unknown> {
  return new Promise((resolve) => {
    const child = spawn(execPath, ["--no-warnings", file]);
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (data) => (stdout += data));
    child.stderr.on("data", (data) => (stderr += data));
    child.on("close", () => resolve(stdout === "" ? stderr : JSON.parse(stdout)));
  });
}

beforeAll(() => {
  expect(existsSync(installed), "npm install --prefix tests/preempt/tools").toBe(true);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(`${out}/node_modules`, { recursive: true });
  symlinkSync(root, `${out}/node_modules/beamlet`, "dir");
  const names = new Set(corpus.flatMap(({ packages }) => packages).filter((name) => existsSync(join(installed, name))));
  for (const name of names) for (const kind of ["plain", "compiled"] as const) copyPackage(name, kind === "compiled", copies[kind]);
  writeFileSync(`${out}/package.json`, '{ "type": "module" }');
}, 300_000);

describe("compiled, a package does what it does as it is:", () => {
  it.each(corpus.map(({ packages, body }) => [packages[0]!, body] as const))("%s", { timeout: 120_000 }, async (name, body) => {
    for (const folder of Object.values(copies)) writeFileSync(`${folder}/${name}.mjs`, programOf(body));
    const [plain, compiled] = [await run(`${copies.plain}/${name}.mjs`), await run(`${copies.compiled}/${name}.mjs`)];

    expect(plain).toMatchObject({ hosted: [expect.any(Number), expect.any(String)] });
    expect(compiled).toEqual(plain);
  });

  it("and that is what was compared", () => {
    expect(files).toBeGreaterThan(500);
    expect(checks).toBeGreaterThan(2_000);
  });
});
