// Everything that the hosts run, in build/hosts:
//
//   node_modules/beamlet/          the package, unpacked; beside it one whose module is empty
//   suite.js, measure.js           import "beamlet"                  Node, Deno, Bun
//   floor.js                       imports the empty module
//   core-js/                       import "beamlet/core-js"          Node, on the core in JavaScript
//   workerd/<program>/             with the library inside           workerd
//   web/                           with the library inside           browsers

import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EMPTY, WORKERD, bundleFor, bundleProgram, bundleSuite } from "./bundle.ts";
import { unpackLibrary } from "./package.ts";
import { hostsFolder, output } from "./paths.ts";

export async function buildPrograms(): Promise<void> {
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  // A package of its own: inside of the library's, its name would mean the library's folder.
  writeFileSync(join(output, "package.json"), `${JSON.stringify({ name: "beamlet-on-hosts", private: true, type: "module" })}\n`);
  const library = unpackLibrary(output);
  writeEmptyPackage(join(library, "..", EMPTY));
  const [suite, measure, floor] = [join(output, "suite.js"), join(output, "measure.js"), join(output, "floor.js")];
  await bundleSuite(library, suite);
  await bundleProgram("measure", measure);
  await bundleProgram("floor", floor);
  await bundleSuite(library, join(output, "core-js/suite.js"), "beamlet/core-js");
  await bundleProgram("measure", join(output, "core-js/measure.js"), "beamlet/core-js");
  await bundleProgram("floor", join(output, "core-js/floor.js"));
  await bundleFor(suite, join(output, "web/suite.js"));
  await bundleFor(suite, join(output, "workerd/suite/suite.js"), { conditions: WORKERD });
  // What is measured is the import: the library is a module of its own. For pages it is minified, as they are built.
  for (const [folder, conditions, minify] of [["web", [], true], ["workerd/measure", WORKERD, false]] as const) {
    await bundleFor("beamlet", join(output, folder, "beamlet.js"), { conditions, minify });
    await bundleFor(measure, join(output, folder, "measure.js"), { conditions, besides: { beamlet: "./beamlet.js" } });
  }
  for (const folder of ["web", "workerd/floor"]) {
    await bundleFor(EMPTY, join(output, folder, `${EMPTY}.js`));
    await bundleFor(floor, join(output, folder, "floor.js"), { besides: { [EMPTY]: `./${EMPTY}.js` } });
  }
  cpSync(join(hostsFolder, "drive/web"), join(output, "web"), { recursive: true });
}

function writeEmptyPackage(folder: string): void {
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), `${JSON.stringify({ name: EMPTY, type: "module", exports: "./index.js" })}\n`);
  writeFileSync(join(folder, "index.js"), "export {};\n");
}
