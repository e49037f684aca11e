// The public-API tests on every host of this machine. `make hosts` installs the hosts; with REQUIRE_HOSTS, one that is missing is a failure.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildPrograms } from "./drive/build.ts";
import { LONGEST_MS } from "./drive/host.ts";
import { hosts } from "./drive/hosts.ts";
import { otherTestFiles, testFiles } from "./drive/test-files.ts";
import type { FileReport } from "./suite/run.ts";

const files = testFiles();
const isRequired = process.env["REQUIRE_HOSTS"] !== undefined;
const lines: string[] = [];

beforeAll(buildPrograms, 120_000);

afterAll(() => {
  console.log(["", ...lines, ...otherTestFiles().map(([file, why]) => `not for every host: ${file} ${why}`)].join("\n"));
});

describe.each(hosts.map((host) => [host.name, host] as const))("on %s", (name, host) => {
  const missing = host.missing();
  if (missing !== undefined) lines.push(`${name}: skipped, ${missing}`);
  if (missing !== undefined && isRequired) it("is there", () => expect(missing).toBeUndefined());

  describe.skipIf(missing !== undefined)("runs", () => {
    let reports: readonly FileReport[] = [];

    beforeAll(async () => {
      const begun = performance.now();
      reports = (await host.run("suite")) as readonly FileReport[];
      const sum = (count: (report: FileReport) => number): number => reports.reduce((total, report) => total + count(report), 0);
      const reasons = reports.flatMap((report) => report.notApplicable.map(([test, reason]) => `\n    ${test.split(" > ").at(-1) ?? test}: ${reason}`));
      lines.push(
        `${name} ${await host.version()}: ${sum((report) => report.passed)} passed, ${sum((report) => report.failures.length)} failed, ` +
          `${reasons.length} not applicable, in ${Math.round((performance.now() - begun) / 1_000)} s${reasons.join("")}`,
      );
    }, LONGEST_MS + 60_000);

    it.each(files)("%s", (file) => {
      const report = reports.find((one) => one.file === file);
      expect(report?.failures).toEqual([]);
      expect(report?.passed).toBeGreaterThan(0);
    });
  });
});
