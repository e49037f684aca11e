import { defineConfig } from "vitest/config";

// Apart from the other tests, and one file after the other: what runs here has the machine for itself.
export default defineConfig({
  test: { root: import.meta.dirname, include: ["*.test.ts"], fileParallelism: false, testTimeout: 240_000 },
});
