// Node loads a program without a bundler: all that it imports and requires is compiled. Needs a build; `make hosts` installs other Nodes.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { installed } from "../hosts/drive/paths.ts";

const programs = fileURLToPath(new URL("programs/", import.meta.url));
const root = fileURLToPath(new URL("../../", import.meta.url));

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

/** What a program prints, or what went wrong. */
function run({ path, flags }: Node, args: readonly string[]): unknown {
  const { stdout, stderr } = spawnSync(path, ["--no-warnings", ...flags, ...args], { encoding: "utf8", timeout: 20_000, cwd: root });
  return stdout === "" ? stderr : JSON.parse(stdout);
}

beforeAll(() => {
  expect(existsSync(`${root}dist/preempt/register.js`), "make build").toBe(true);
});

describe.each(nodes)("node --import beamlet/preempt/register on %s", (_, node) => {
  const printed = { status: "runnable", hasWorked: true, reason: "killed", total: 6 };

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

  it("finds in dist/ a library that never makes a generator yield a value that is not its own", () => {
    expect(run(node, [...loader, `${programs}half-done.js`])).toEqual({ values: 0 });
  });
});
