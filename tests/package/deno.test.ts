// The package in Deno: from npm as it is packed, and from JSR as its sources.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { install, isBuilt, pack, program, root, run, tool, write } from "./consumer.ts";

const deno = tool("deno/deno") ?? tool("deno/deno.exe");

describe.skipIf(!isBuilt || deno === undefined)("Deno", { timeout: 180_000 }, () => {
  let folder: string;

  function runDeno(...args: readonly string[]): string {
    return run(deno ?? "", args, { cwd: folder, env: { ...process.env, DENO_DIR: join(folder, ".deno"), DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" } }).trim();
  }

  beforeAll(() => {
    folder = install(pack());
    write(folder, "main.js", program);
  });

  it("runs what npm installs, with no permission", () => {
    expect(runDeno("run", "main.js")).toBe("42");
    expect(runDeno("run", "--conditions=beamlet-js", "main.js")).toBe("42");
  });

  it("runs the sources that JSR serves", () => {
    const { exports } = JSON.parse(readFileSync(join(root, "jsr.json"), "utf8")) as { exports: { ".": string } };
    write(folder, "from-jsr/deno.json", JSON.stringify({ imports: { beamlet: join(root, exports["."]) } }));
    write(folder, "from-jsr/main.js", program);

    expect(runDeno("run", "--no-check", "--config=from-jsr/deno.json", "from-jsr/main.js")).toBe("42");
  });

  it("finds nothing to refuse in what JSR would be given", () => {
    const jsr = JSON.parse(readFileSync(join(root, "jsr.json"), "utf8")) as { version: string };
    const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };

    expect(jsr.version).toBe(manifest.version);
    run(deno ?? "", ["publish", "--dry-run", "--allow-dirty", "--no-provenance"], { cwd: root, env: { ...process.env, DENO_DIR: join(folder, ".deno") } });
  });
});
