// Asks sources at the same time, and gathers what they answer. Each is asked by a supervised task of its own, which takes
// nothing down with it when it fails, and is killed, with its fetch, when it takes too long or nobody wants the answer any more.

import { Process, Task, createRuntime, until } from "beamlet";

export interface Answer {
  readonly url: string;
  readonly bytes?: number;
  readonly failure?: string;
}

const MAX_CONCURRENCY = 6; // connections that a Worker may have open at once
const TIMEOUT_MS = 1_000;

export async function gather(urls: readonly string[], signal: AbortSignal): Promise<readonly Answer[]> {
  // What runs for a request ends with it.
  const runtime = createRuntime({ logger: false });
  const stop = (): void => void runtime.stop();
  signal.addEventListener("abort", stop);
  try {
    return await runtime.run(askAll, urls);
  } finally {
    signal.removeEventListener("abort", stop);
    await runtime.stop();
  }
}

function* askAll(urls: readonly string[]) {
  const supervisor = yield* Task.Supervisor.startLink();
  // Without links, a task that fails is a result, and not the end of this process.
  const results = yield* Task.Supervisor.asyncStreamNolink(supervisor, urls, ask, { maxConcurrency: MAX_CONCURRENCY, timeout: TIMEOUT_MS, onTimeout: "killTask" }).collect();
  return results.map((result, index): Answer => ({ url: urls[index] ?? "", ...(result.ok ? { bytes: result.value } : { failure: String(result.reason) }) }));
}

function* ask(url: string) {
  // The signal is aborted when this process ends, for whatever reason.
  const response = yield* until(fetch(url, { signal: Process.abortSignal() }));
  if (!response.ok) throw new Error(`answered ${response.status}`);
  return (yield* until(response.arrayBuffer())).byteLength;
}
