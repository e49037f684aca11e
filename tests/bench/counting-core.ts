// A core that counts: how often JavaScript calls it, and how often it reads and writes its memory. Unlike time, these do not
// depend on the machine, on its load or on what V8 has compiled, so that a recorded count can be held to.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { textOf } from "../../scripts/core-text.mjs";
import type { WebAssemblyInstance, WebAssemblyModule } from "../../bindings/host-wasm.ts";

export interface Counts {
  readonly calls: number;
  readonly loads: number;
  readonly stores: number;
}

const root = fileURLToPath(new URL("../../", import.meta.url));
const file = "build/core.counting.wasm";

let calls = 0;
let loads = 0;
let stores = 0;

/** What was counted since this process began. */
export function counted(): Counts {
  return { calls, loads, stores };
}

/** The core as it is shipped, as text, with Binaryen's pass that reports every access to memory. Built when its sources have changed. */
export function countingText(): string {
  const sources = readdirSync(`${root}core-wasm`).map((name) => `${root}core-wasm/${name}`);
  const newest = Math.max(...sources.map((source) => statSync(source).mtimeMs));
  if (!existsSync(root + file) || statSync(root + file).mtimeMs < newest) build();
  return textOf(readFileSync(root + file));
}

// As scripts/build.mjs builds the core, and one pass more.
function build(): void {
  const flags = ["--use", "abort=core-wasm/trap/trap", "--runtime", "stub", "-O3", "--noAssert", "--runPasses", "instrument-memory", "-o", file];
  execFileSync("node_modules/.bin/asc", ["core-wasm/index.ts", "core-wasm/trap.ts", ...flags], { cwd: root, stdio: "inherit" });
}

declare const WebAssembly: {
  readonly Instance: new (module: WebAssemblyModule, imports: object) => WebAssemblyInstance;
};

/** Stands in for `instantiateModule`: an instance that counts. */
export function countingInstance(module: WebAssemblyModule): WebAssemblyInstance {
  const { exports } = new WebAssembly.Instance(module, { env });
  return { exports: Object.fromEntries(Object.entries(exports).map(([name, value]) => [name, typeof value === "function" ? callCounted(value as Exported) : value])) };
}

const pass = (_id: number, value: unknown): unknown => value;

const env: Readonly<Record<string, (...values: number[]) => unknown>> = {
  ...Object.fromEntries(["i32", "i64", "f32", "f64"].flatMap((type) => [[`load_val_${type}`, pass], [`store_val_${type}`, pass]])),
  memory_grow_pre: pass,
  memory_grow_post: pass,
  load_ptr(_id, _bytes, _offset, address) {
    loads += 1;
    return address;
  },
  store_ptr(_id, _bytes, _offset, address) {
    stores += 1;
    return address;
  },
};

type Exported = (...numbers: readonly number[]) => unknown;

function callCounted(exported: Exported): Exported {
  return (...numbers) => {
    calls += 1;
    return exported(...numbers);
  };
}
