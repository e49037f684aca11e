// The runtimes of a test file, of whichever build of the library it imports: stopped when the test that made them is over.

import { afterEach } from "vitest";

interface Stoppable {
  stop(): Promise<void>;
}

/** Returns what makes a runtime that reports nothing unless the options say so. */
export function freshRuntimes<Options extends { readonly logger?: unknown }, Runtime extends Stoppable>(createRuntime: (options?: Options) => Runtime): (options?: Options) => Runtime {
  const runtimes: Runtime[] = [];

  afterEach(async () => {
    for (const runtime of runtimes.splice(0)) await runtime.stop();
  });

  return (options) => {
    const runtime = createRuntime({ logger: false, ...options } as Options);
    runtimes.push(runtime);
    return runtime;
  };
}
