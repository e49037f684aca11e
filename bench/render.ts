// Makes the page and the charts anew from the rounds of the last run, when only their form has changed.
//
//   node build/bench/render.js

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { publish } from "./publish.ts";
import { publishNumbers } from "./readme.ts";
import type { Results } from "./results.ts";
import { root } from "./root.ts";

const folder = join(root, "bench");
const results: Results = JSON.parse(readFileSync(join(folder, "results.json"), "utf8"));
publish(results, folder);
publishNumbers(results, join(root, "README.md"));
