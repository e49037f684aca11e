// beamlet/testing: runtimes whose time is moved by hand and whose order is drawn by lot, for tests.

export { createTestRuntime } from "./test-runtime.ts";
export type { TestRuntime, TestRuntimeOptions } from "./test-runtime.ts";
export { ExplorationError, explore } from "./explore.ts";
export type { ExploreOptions } from "./explore.ts";
