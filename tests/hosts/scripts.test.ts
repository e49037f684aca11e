// The examples that are programs of the command line: for Deno, for Bun, and a library on Node.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { outputOf, start } from "./drive/command.ts";
import { checkTypes, copyExample } from "./drive/example.ts";
import { bun, deno, node24 } from "./drive/hosts.ts";
import { freePort } from "./drive/ports.ts";

describe.skipIf(deno === undefined)("examples/deno", () => {
  it("counts the visits of each visitor", async () => {
    const port = await freePort();
    const folder = copyExample("deno");
    const server = start(deno!, ["run", "--allow-net", join(folder, "main.ts"), String(port)], { cwd: folder });
    const visit = async (name: string): Promise<string> => (await fetch(`http://127.0.0.1:${port}/${name}`)).text();
    try {
      while (!server.output().includes("Listening")) await Promise.race([delay(20), server.ended.then(() => Promise.reject(new Error(server.output())))]);
      await Promise.all(["ada", "ada", "bob", "ada"].map(visit));

      expect(await visit("ada")).toMatch(/^visit 4 of ada; \d+ processes$/m);
      expect(await visit("bob")).toMatch(/^visit 2 of bob; \d+ processes$/m);
    } finally {
      await server.stop();
    }
  });
});

describe.skipIf(bun === undefined)("examples/bun", () => {
  it("counts words, and survives a file that is not there", async () => {
    const folder = copyExample("bun");
    const [one, two] = [join(folder, "one.txt"), join(folder, "two.txt")];
    writeFileSync(one, "a few words\n");
    writeFileSync(two, "two words");

    expect((await outputOf(bun!, join(folder, "main.ts"), one, "/nowhere.txt", two)).split("\n")).toEqual([`${one}: 3 words`, "/nowhere.txt: failed, ENOENT", `${two}: 2 words`, "all: 5 words"]);
  });
});

describe.skipIf(node24 === undefined)("examples/library", () => {
  const folder = copyExample("library");

  it("has types that name nothing of beamlet", () => checkTypes(folder));

  it("loads each value once, passes failures on, and lets its program end", async () => {
    expect((await outputOf(node24!, join(folder, "demo.ts"))).split("\n")).toEqual(["[ 49, 49, 64, 49 ]", "2 loads, 2 values", "Error: x is not a number"]);
  });
});
