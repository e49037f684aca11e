// Everything that the hosts run, in build/hosts:
//
//   node_modules/beamlet/          the package, unpacked
//   suite.js, measure.js           import "beamlet"                  Node, Deno, Bun
//   core-js/                       import "beamlet/core-js"          Node, on the core in JavaScript
//   workerd/<program>/             with the library inside           workerd
//   web/                           with the library inside           browsers

import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { WORKERD, bundleFor, bundleMeasure, bundleSuite } from "./bundle.ts";
import { unpackLibrary } from "./package.ts";
import { hostsFolder, output } from "./paths.ts";

export async function buildPrograms(): Promise<void> {
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  // A package of its own: inside of the library's, its name would mean the library's folder.
  writeFileSync(join(output, "package.json"), `${JSON.stringify({ name: "beamlet-on-hosts", private: true, type: "module" })}\n`);
  const library = unpackLibrary(output);
  const [suite, measure] = [join(output, "suite.js"), join(output, "measure.js")];
  await bundleSuite(library, suite);
  await bundleMeasure(measure);
  await bundleSuite(library, join(output, "core-js/suite.js"), "beamlet/core-js");
  await bundleMeasure(join(output, "core-js/measure.js"), "beamlet/core-js");
  await bundleFor(suite, join(output, "web/suite.js"));
  await bundleFor(suite, join(output, "workerd/suite/suite.js"), WORKERD);
  // What is measured is the import: the library is a module of its own.
  for (const [folder, conditions] of [["web", []], ["workerd/measure", WORKERD]] as const) {
    await bundleFor("beamlet", join(output, folder, "beamlet.js"), conditions);
    await bundleFor(measure, join(output, folder, "measure.js"), conditions, { beamlet: "./beamlet.js" });
  }
  cpSync(join(hostsFolder, "drive/web"), join(output, "web"), { recursive: true });
}
