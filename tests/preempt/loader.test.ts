// Node loads a program without a bundler: all that it imports and requires is compiled. Needs a build; `make hosts` installs other Nodes.

import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { installed, onPath } from "../hosts/drive/paths.ts";

const programs = fileURLToPath(new URL("programs/", import.meta.url));
const root = fileURLToPath(new URL("../../", import.meta.url));
const out = `${root}build/preempt-maps`;

interface Node {
  readonly path: string;
  readonly flags: readonly string[];
  /** The first version that takes the types off. */
  readonly isTyped: boolean;
}

const major = Number(process.versions.node.split(".")[0]);
const nodes: [string, Node][] = [["this Node", { path: execPath, flags: [], isTyped: major >= 24 }]];
for (const version of [20, 22, 24, 26]) {
  const path = installed(`node${version}/bin/node`);
  if (path === undefined) continue;
  nodes.push([`Node ${version}`, { path, flags: [], isTyped: version >= 24 }]);
  if (version > 20) nodes.push([`Node ${version} without registerHooks`, { path, flags: ["--import", `${programs}old-node.js`], isTyped: false }]);
}

const loader = ["--import", "beamlet/preempt/register"];
const printed = { status: "runnable", hasWorked: true, reason: "killed", total: 6 };

const deno = installed("@deno/linux-x64-glibc/deno") ?? onPath("deno");
const bun = installed("@oven/bun-linux-x64/bin/bun") ?? onPath("bun");

/** What a program prints, or what went wrong. */
function run({ path, flags }: Node, args: readonly string[]): unknown {
  return runHost(path, ["--no-warnings", ...flags, ...args]);
}

function runHost(path: string, args: readonly string[]): unknown {
  const { stdout, stderr } = spawnSync(path, args, { encoding: "utf8", timeout: 20_000, cwd: root, env: { ...process.env, NO_COLOR: "1" } });
  return stdout === "" ? stderr : JSON.parse(stdout);
}

/** Source maps of thrower.js, which tsc makes of thrower.ts: what each is made of the one beside it, and where it leads. */
const maps: readonly (readonly [name: string, leadsTo: string, make: (file: string) => void])[] = [
  ["beside it", "thrower.ts:12:24", () => {}],
  ["in it, in base 64", "thrower.ts:12:24", (file) => put(file, `data:application/json;base64,${readFileSync(`${file}.map`, "base64")}`)],
  ["in it, as text", "thrower.ts:12:24", (file) => put(file, `data:application/json,${encodeURIComponent(readFileSync(`${file}.map`, "utf8"))}`)],
  ["that is missing", "thrower.js:6:19", (file) => put(file, "nowhere.map")],
  ["of no address", "thrower.js:6:19", (file) => put(file, "http://")],
  ["that is no map", "thrower.js:6:19", (file) => writeFileSync(`${file}.map`, "null")],
  ["that leads nowhere", "thrower.js:6:19", (file) => writeFileSync(`${file}.map`, '{ "version": 3, "sources": [], "names": [], "mappings": "" }')],
];

/** Gives a file another address for its source map. */
function put(file: string, url: string): void {
  writeFileSync(file, readFileSync(file, "utf8").replace(/(?<=sourceMappingURL=).*/, url));
  rmSync(`${file}.map`);
}

beforeAll(() => {
  expect(existsSync(`${root}dist/preempt/register.js`), "make build").toBe(true);
  rmSync(out, { recursive: true, force: true });
  const options = ["--ignoreConfig", "--sourceMap", "--rootDir", programs, "--module", "nodenext", "--target", "es2022", "--types", "node"];
  spawnSync(execPath, [`${root}node_modules/typescript/bin/tsc`, ...options, "--outDir", `${out}/0`, `${programs}thrower.ts`]);
  for (const index of maps.keys()) if (index > 0) cpSync(`${out}/0`, `${out}/${index}`, { recursive: true });
  for (const [index, [, , make]] of maps.entries()) make(`${out}/${index}/thrower.js`);
});

describe.each(nodes)("node --import beamlet/preempt/register on %s", (_, node) => {
  it("compiles modules", () => {
    expect(run(node, [...loader, `${programs}app.js`])).toEqual(printed);
  });

  it("compiles CommonJS", () => {
    expect(run(node, [...loader, `${programs}required.cjs`])).toEqual(printed);
  });

  it.runIf(node.isTyped)("compiles TypeScript, and Node takes the types off", () => {
    expect(run(node, [...loader, `${programs}app-typed.ts`])).toEqual(printed);
  });

  it("compiles of what is required and imported all that opts in, and CommonJS keeps what Node gives it", () => {
    const other = ["--import", "data:text/javascript,"]; // with any import, the main module has no "." for its id
    const plain = run(node, [...other, `${programs}requiring.cjs`]) as { readonly node: object };

    expect(plain).toMatchObject({ node: { isMain: true, isMadeAnew: true }, compiled: [] });
    expect(run(node, [...loader, `${programs}requiring.cjs`])).toEqual({ node: plain.node, compiled: ["own", "required", "module", "imported"] });
  });

  it("compiles what a module imports and requires", () => {
    expect(run(node, [...loader, `${programs}importing.js`])).toEqual(["imported", "module", "required"]);
    expect(run(node, [...loader, "--input-type=commonjs", "--eval", `require("./tests/preempt/programs/importing.js")`])).toContain("required");
  });

  it.each([["misplaced.js", "6:1"], ["misplaced.cjs", "5:1"]])("warns once of a directive that opts in to nothing, before the file runs: %s", (file, place) => {
    expect(run(node, [...loader, `${programs}${file}`])).toBe(`${programs}${file}:${place}: expected the directive "use beamlet" at the top of the file or of a function body; what stands here opts in to nothing\n`);
  });

  it("leads stacks through the source map that a file has, if that leads anywhere", () => {
    const places = "Promise.all(process.argv.slice(1).map(async (path) => (await import(path)).place))";
    const program = `console.log(JSON.stringify(await ${places}));`;

    const files = maps.map((_, index) => `${out}/${index}/thrower.js`);
    const found = run(node, ["--enable-source-maps", ...loader, "--input-type=module", "--eval", program, "--", ...files]) as string[];

    expect(maps.map(([name], index) => [name, found[index]])).toEqual(maps.map(([name, leadsTo]) => [name, leadsTo]));
  });

  it("finds in dist/ a library that never makes a generator yield a value that is not its own", () => {
    expect(run(node, [...loader, `${programs}half-done.js`])).toEqual({ values: 0 });
  });
});

describe.skipIf(deno === undefined)("deno run --import", () => {
  it.each(["app.js", "required.cjs", "app-typed.ts"])("compiles %s, without a permission", (file) => {
    expect(runHost(deno!, ["run", "--no-prompt", "--import", "./dist/preempt/register.js", `${programs}${file}`])).toEqual(printed);
  });
});

describe.skipIf(bun === undefined)("Bun", () => {
  it("is told that it needs a build, since its hooks do nothing", () => {
    expect(runHost(bun!, ["--preload", "beamlet/preempt/register", `${programs}app.js`])).toContain("error: expected a host that loads through hooks, as Node and Deno do, got Bun; build first: Bun.build({");
  });

  it.each(["app.js", "required.cjs", "app-typed.ts"])("runs %s when it has built it", (file) => {
    const build = `import preempt from "beamlet/preempt";
      const { outputs } = await Bun.build({ entrypoints: ["${programs}${file}"], target: "bun", packages: "external", outdir: "${out}/bun", plugins: [preempt.esbuild()] });
      await import(outputs[0].path);`;

    expect(runHost(bun!, ["--eval", build])).toEqual(printed);
  });
});
