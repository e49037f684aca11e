// The runtimes of a test file: each test opens its own, and when the test is over nothing is left in their cores.

import { afterEach, expect } from "vitest";
import { Process, createRuntime, self } from "../../js/index.ts";
import type { Runtime, RuntimeOptions } from "../../js/index.ts";

export interface Runtimes {
  /** Creates a runtime, whose reports go to `logs` if nothing else is said. */
  open(options?: RuntimeOptions): Runtime;
  /** What has been reported since the last runtime was opened. */
  readonly logs: string[];
}

/** For the top of a test file. The last process of each runtime performs `check`. */
export function runtimesOfTests(check: () => void = () => {}): Runtimes {
  const runtimes: Runtime[] = [];
  const logs: string[] = [];
  const write = (message: string): void => void logs.push(message);

  afterEach(async () => {
    for (const runtime of runtimes.splice(0)) {
      await runtime.run(function* () {
        for (const pid of Process.list()) if (pid !== self()) Process.exit(pid, "kill");
        yield* Process.sleep(0);
        check();
      });
      await runtime.idle();
      expectNothingLeft(runtime);
    }
  });

  return {
    open(options = {}) {
      logs.length = 0;
      const runtime = createRuntime({ logger: { debug: write, info: write, warn: write, error: write }, ...options });
      runtimes.push(runtime);
      return runtime;
    },
    logs,
  };
}

/** What a core holds besides its memory. */
export function held(runtime: Runtime): Record<"processes" | "messages" | "timers" | "relations", number> {
  const { processes, messages, timers, relations } = runtime.stats();
  return { processes, messages, timers, relations };
}

/** A runtime that reports nothing. */
export function silent(): Runtime {
  return createRuntime({ logger: false });
}

export function expectNothingLeft(runtime: Runtime): void {
  expect(held(runtime)).toEqual({ processes: 0, messages: 0, timers: 0, relations: 0 });
}
