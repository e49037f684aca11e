import { env } from "node:process";
import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";
import preempt from "./js/preempt/index.ts";

const debugBytes = fileURLToPath(new URL("bindings/load/core-bytes.debug.ts", import.meta.url));
const jsCore = fileURLToPath(new URL("bindings/load/js.ts", import.meta.url));
const provided = { seed: env["SEED"] ?? "" };

/** tests/hosts has a configuration of its own. */
const others = [...configDefaults.exclude, "tests/hosts/**"];

// All builds of the core are tested: everything on the one that is shipped and on what it is as JavaScript, and what
// concerns the core on the one that checks its assertions.
export default defineConfig({
  plugins: [preempt.vite()], // for the examples that say "use beamlet"
  test: {
    testTimeout: 30_000,
    globalSetup: ["tests/core/build-core.ts"],
    projects: [
      {
        extends: true,
        test: { name: "release", include: ["tests/**/*.test.ts"], exclude: others, provide: { ...provided, build: "release" } },
      },
      {
        extends: true,
        resolve: { alias: { "./load/inline.ts": jsCore } },
        test: { name: "wasm2js", include: ["tests/**/*.test.ts"], exclude: [...others, "tests/package/**", "tests/bench/cost.test.ts", "tests/architecture.test.ts", "tests/core/wasm2js.test.ts"], provide: { ...provided, build: "wasm2js" } },
      },
      {
        extends: true,
        resolve: { alias: { "./core-bytes.ts": debugBytes } },
        test: { name: "debug", include: ["tests/core/**/*.test.ts", "tests/conformance/**/*.test.ts"], provide: { ...provided, build: "debug" } },
      },
    ],
  },
});
