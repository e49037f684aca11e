// The pass over packages as people use them: every file compiled, in host code and inside a process whose turns are one
// reduction long, the packages give what they give as they are. Needs what tools/package.json names, and a build.

import { spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { transform } from "../../js/preempt/transform.ts";
import { corpus } from "./corpus.ts";
import { copyPackages, mainOf } from "./packages.ts";
import type { Copies } from "./packages.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const installed = fileURLToPath(new URL("tools/node_modules", import.meta.url));

let copies: Copies;

const print = `const hash = createHash("sha256");
  let count = 0;
  const print = (value) => { count++; hash.update(JSON.stringify(value, (key, v) => v instanceof Map ? [...v] : typeof v === "bigint" || v instanceof RegExp ? String(v) : v) ?? "undefined"); };`;

function programOf(body: string): string {
  return `import { createHash } from "node:crypto";
import { createRuntime, until } from "beamlet";
${mainOf(body, print)}
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
  copies = copyPackages(corpus, root, `${root}build/preempt-corpus`, transform);
}, 300_000);

describe("compiled, a package does what it does as it is:", () => {
  it.each(corpus.map(({ packages, body }) => [packages[0]!, body] as const))("%s", { timeout: 120_000 }, async (name, body) => {
    for (const folder of [copies.plain, copies.compiled]) writeFileSync(`${folder}/${name}.mjs`, programOf(body));
    const [plain, compiled] = [await run(`${copies.plain}/${name}.mjs`), await run(`${copies.compiled}/${name}.mjs`)];

    expect(plain).toMatchObject({ hosted: [expect.any(Number), expect.any(String)] });
    expect(compiled).toEqual(plain);
  });

  it("and that is what was compared", () => {
    expect(copies.files).toBeGreaterThan(500);
    expect(copies.checks).toBeGreaterThan(2_000);
  });
});
