// Everything that the hosts run, in build/hosts:
//
//   node_modules/beamlet/          the package, unpacked; beside it one whose module is empty
//   suite.js, first.js, measure.js import "beamlet"                  Node, Deno, Bun
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
  const suite = join(output, "suite.js");
  await bundleSuite(library, suite);
  await bundleSuite(library, join(output, "core-js/suite.js"), "beamlet/core-js");
  await bundleFor(suite, join(output, "web/suite.js"));
  await bundleFor(suite, join(output, "workerd/suite/suite.js"), { conditions: WORKERD });
  // What is timed is an import: the modules are beside the programs. For pages they are minified, as pages are built.
  const besides = { beamlet: "./beamlet.js", [EMPTY]: `./${EMPTY}.js` };
  for (const program of ["first", "measure"] as const) {
    const file = join(output, `${program}.js`);
    await bundleProgram(program, file);
    await bundleProgram(program, join(output, `core-js/${program}.js`), "beamlet/core-js");
    for (const [folder, conditions, minify] of [["web", [], true], [`workerd/${program}`, WORKERD, false]] as const) {
      for (const [name, path] of Object.entries(besides)) await bundleFor(name, join(output, folder, path), { conditions, minify });
      await bundleFor(file, join(output, folder, `${program}.js`), { besides });
    }
  }
  cpSync(join(hostsFolder, "drive/web"), join(output, "web"), { recursive: true });
}

function writeEmptyPackage(folder: string): void {
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), `${JSON.stringify({ name: EMPTY, type: "module", exports: "./index.js" })}\n`);
  writeFileSync(join(folder, "index.js"), "export {};\n");
}
