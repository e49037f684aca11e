import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as beamlet from "../js/index.ts";
import {
  type Example,
  type RunExample,
  examplesOfMarkdown,
  examplesOfSource,
  hasDocstring,
  moduleOf,
  publicNames,
  recordingCheck,
} from "./support/examples.ts";

// The modules are files in the repository, so that they see it as its other files do, and tsc can check them.
const FOLDER = "build/docs";

const documents = ["README.md", "DESIGN.md", "CHANGELOG.md", ...readdirSync("docs").map((file) => `docs/${file}`).sort()]
  .filter((file) => file !== "docs/preemption.md"); // it shows how bundlers are configured: tests/preempt has tests of its own
const sources = readdirSync("js", { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !file.startsWith("preempt/")) // those have tests of their own, with bundlers
  .map((file) => `js/${file}`)
  .sort();
const examples = [...documents.flatMap(examplesOfMarkdown), ...sources.flatMap(examplesOfSource)];

rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });

beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => {});
});

afterEach(() => {
  for (const pid of beamlet.Process.list()) beamlet.Process.exit(pid, "kill");
  vi.restoreAllMocks();
});

describe("the examples of the documentation", () => {
  it.each(examples.map((example) => [placeOf(example), example] as const))(
    "%s does what its comments say",
    async (_, example) => {
      expect(await failuresOf(example)).toEqual([]);
    },
  );

  it("have types that fit", () => {
    examples.forEach(written);
    writeFileSync(
      `${FOLDER}/tsconfig.json`,
      JSON.stringify({
        extends: "../../tsconfig.base.json",
        compilerOptions: {
          types: ["node"],
          noEmit: true,
          rootDir: "../..",
          noUnusedLocals: false,
          noUnusedParameters: false,
        },
        include: ["*-*.ts"],
      }),
    );

    expect(spawnSync("node_modules/.bin/tsc", ["-p", FOLDER], { encoding: "utf8" }).stdout).toBe("");
  });

  it("are in the README and in docstrings", () => {
    expect(examples.some(({ file }) => file === "README.md")).toBe(true);
    expect(examples.some(({ file }) => file.startsWith("js/"))).toBe(true);
  });
});

describe("an example is found out", () => {
  it.each([
    ["with another value", "1 + 1; // 3", ["line 1: expected 3, got 2"]],
    ["with another value of a variable", "const sum = 1 + 1; // 3", ["line 1: expected 3, got 2"]],
    ["with another value that begins alike", "1 + 1; // 21", ["line 1: expected 21, got 2"]],
    ["with another value in a process", "yield* receive({ after: 0 }); // 1", ["line 1: expected 1, got timeout"]],
    ["with a remark in the place of a value", "[].push(1); // adds one", ["line 1: expected adds one, got 1"]],
    [
      "when it does not throw",
      "makeRef(); // throws NoProcessError",
      ["line 1: expected throws NoProcessError, got undefined"],
    ],
    [
      "when it throws something else",
      'send("nobody", 1); // throws ExitError',
      ["line 1: expected throws ExitError, got #NoProcessError"],
    ],
    [
      "when it prints something else",
      'if (isPid(1) === false) {\n  console.log("b"); // a\n}',
      ["line 2: expected a, got b"],
    ],
    ["when it does not come to print", 'if (isPid(1)) {\n  console.log("a"); // a\n}', ["line 2 was not reached"]],
    ["when it is empty", "  ", ["it is empty"]],
  ])("%s", async (name, code, failures) => {
    const found = await failuresOf({ file: `an example ${name}`, line: 1, code });

    expect(found.map((failure) => failure.replace(/<.*/, ""))).toEqual(failures);
  });

  it("with an import from elsewhere", () => {
    expect(() => moduleOf({ file: "", line: 1, code: 'import { x } from "y";' }, "")).toThrow("beamlet");
  });
});

describe("a file or folder that a document names", () => {
  const named = [...documents, "docs/preemption.md", "bench/METHOD.md", "examples/README.md"].flatMap((document) =>
    [...readFileSync(document, "utf8").matchAll(/`([\w.-]+\/[\w./-]*|[\w-]+\.(?:ts|md))`|\]\(([\w./-]+)\)/g)].map(([, code, link]) => [document, code ?? link ?? ""] as const),
  );

  it.each(named.filter(([, file]) => !/^beamlet\//.test(file)))("is there: %s has %s", (document, file) => {
    const folders = ["", `${dirname(document)}/`, "js/", "examples/", "js/otp/", "js/otp/supervisor/", "tests/"];

    expect(folders.filter((folder) => existsSync(folder + file))).not.toEqual([]);
  });
});

it("examples/README.md has every example", () => {
  const page = readFileSync("examples/README.md", "utf8");
  const examples = readdirSync("examples").map((entry) => (entry.includes(".") ? entry : `${entry}/`));

  expect(examples.filter((entry) => !page.includes(`\`${entry}\``))).toEqual(["README.md", "tour/", "tour.ts", "tsconfig.json"]);
});

describe("docs/errors.md", () => {
  const page = readFileSync("docs/errors.md", "utf8");
  const declarations = [...readFileSync("js/errors.ts", "utf8").matchAll(/^export class (\w+) extends BeamletError<"(\w+)">(.*?)^}/gms)];

  it("has every error class, with its code and its data", () => {
    const rows = declarations.map(([, name, code, body = ""]) => {
      const data = [...body.matchAll(/declare readonly (\w+)/g)].map(([, field]) => `\`${field}\``);
      return `| \`${name}\` | \`${code}\` | ${[...data, ""].join(" ")}|`;
    });

    expect(rows.filter((row) => !page.includes(row))).toEqual([]);
    expect(rows.length).toBe(Object.keys(beamlet).filter((name) => name.endsWith("Error")).length - 1); // all but the base
  });
});

describe("the docstring of a public function", () => {
  const functions = publicNames().filter(({ name, isType }) => !isType && typeof valueOf(name) === "function");

  it("is looked for on each of them", () => {
    expect(functions.map(({ name }) => name).sort()).toEqual([...functionsIn(beamlet, "")].sort());
  });

  it.each(functions.map(({ name, file, local }) => [name, file, local]))("is there: %s", (_, file, local) => {
    expect(hasDocstring(file, local)).toBe(true);
  });
});

async function failuresOf(example: Example): Promise<readonly string[]> {
  const { path, lines } = written(example);
  const { default: runExample } = (await import(/* @vite-ignore */ path)) as { default: RunExample };
  const check = recordingCheck();
  await runExample(check);
  const missed = lines.filter((line) => !check.lines.has(line)).map((line) => `line ${line} was not reached`);
  return [...check.failures, ...missed, ...(example.code.trim() === "" ? ["it is empty"] : [])];
}

function written(example: Example): { readonly path: string; readonly lines: readonly number[] } {
  const { code, lines } = moduleOf(example, "../..");
  const path = resolve(FOLDER, `${placeOf(example).replaceAll(/[^\w.]/g, "-")}.ts`);
  writeFileSync(path, code);
  return { path, lines };
}

function placeOf({ file, line }: Example): string {
  return `${file}:${line}`;
}

function functionsIn(namespace: object, prefix: string): readonly string[] {
  return Object.entries(namespace).flatMap(([name, value]: [string, unknown]) => {
    if (typeof value === "function") return [prefix + name];
    return Object.prototype.toString.call(value) === "[object Module]" ? functionsIn(value as object, `${prefix}${name}.`) : [];
  });
}

function valueOf(name: string): unknown {
  return name.split(".").reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], beamlet);
}
