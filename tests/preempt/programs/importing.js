// Imports CommonJS and modules, and requires them: which of it is compiled.

import { createRequire } from "node:module";
import imported from "./common-imported.cjs";
import { total } from "./cart.js";
import { count } from "./plain.js";

const { required } = createRequire(import.meta.url)("./common.cjs");
const functions = { imported: imported.imported, module: total, required, plain: count };
console.log(JSON.stringify(Object.entries(functions).flatMap(([name, one]) => (String(one).includes("$beamlet") ? [name] : []))));
