// node --import …/compile-all.mjs test.cjs: compiles each CommonJS file that is loaded, and runs the first in a process whose
// turns are one reduction long.

import Module, { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { createRuntime } from "../../dist/index.js";
import { transform } from "../../dist/preempt/index.js";

const library = fileURLToPath(new URL("../../dist/index.js", import.meta.url));
const { _resolveFilename: resolve, prototype } = Module;
const { _compile: compile } = prototype;
let checks = 0;

Module._resolveFilename = (request, ...rest) => (request === "beamlet" ? library : resolve.call(Module, request, ...rest));
prototype._compile = function (code, filename, kind, ...rest) {
  const compiled = filename === library || kind === "module" ? undefined : transform(code, { filename, isIncluded: true, format: "commonjs" }).code;
  checks += (compiled ?? "").split("$beamlet.left").length - 1;
  return compile.call(this, compiled ?? code, filename, kind, ...rest);
};

process.on("exit", () => process.stderr.write(`compiled ${checks} checks\n`));

const main = process.argv[1];
const runtime = createRuntime({ logger: false, reductions: 1, longTurnMs: Infinity });
await runtime.run(() => createRequire(import.meta.url)(main));
