// Packages whose tarballs hold their tests: compiled, with all that they require, they print and pass what they do as
// they are. Each test file begins in a process whose turns are one reduction long. Needs what tools/package.json names.

import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";

const packages = ["qs", "object-inspect", "minimist", "deep-equal", "array.prototype.flat", "string.prototype.trim", "is-callable"];

const installed = fileURLToPath(new URL("tools/node_modules/", import.meta.url));
const compileAll = new URL("compile-all.mjs", import.meta.url).href;

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly checks: number;
}

function run(file: string, flags: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(execPath, ["--no-warnings", ...flags, file], { env: { ...process.env, NODE_OPTIONS: "" } });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (data) => (stdout += data));
    child.stderr.on("data", (data) => (stderr += data));
    child.on("close", (status) => resolve({ status, stdout, checks: Number(/compiled (\d+) checks/.exec(stderr)?.[1] ?? 0) }));
  });
}

beforeAll(() => {
  expect(existsSync(installed), "npm install --prefix tests/preempt/tools").toBe(true);
});

describe("compiled, the tests of a package pass as they do as it is:", () => {
  let passed = 0;
  let checks = 0;

  it.each(packages)("%s", { timeout: 120_000 }, async (name) => {
    for (const file of readdirSync(`${installed}${name}/test`).filter((file) => file.endsWith(".js"))) {
      const path = `${installed}${name}/test/${file}`;
      const [plain, compiled] = [await run(path, []), await run(path, ["--import", compileAll])];

      expect(plain.status, file).toBe(0);
      expect([compiled.status, withoutTimes(compiled.stdout)], file).toEqual([plain.status, withoutTimes(plain.stdout)]);
      passed += Number(/^# pass +(\d+)$/m.exec(plain.stdout)?.[1] ?? 0);
      checks += compiled.checks;
    }
  });

  it("and that is what was compared", () => {
    expect(passed).toBeGreaterThan(1_500);
    expect(checks).toBeGreaterThan(1_000);
  });
});

/** Some print what time it is. */
function withoutTimes(output: string): string {
  return output.replaceAll(/\b\d\d:\d\d:\d\d\b/g, "--:--:--");
}
