// What a Node process holds, once its garbage is gone.

export interface Memory {
  /** Pages of the process in RAM: everything, and so the largest. */
  readonly resident: number;
  /** Objects of the JavaScript heap. */
  readonly heap: number;
  /** Memory outside that heap, which is where V8 counts WebAssembly memories. */
  readonly external: number;
}

/** Collects garbage and reads. Node must run with `--expose-gc`. */
export async function settledMemory(): Promise<Memory> {
  if (globalThis.gc === undefined) throw new Error("expected a Node process started with --expose-gc");
  // Twice, a turn apart: what finalizers and weak references let go in the first falls in the second.
  globalThis.gc();
  await new Promise((resolve) => setTimeout(resolve, 20));
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return { resident: process.memoryUsage.rss(), heap: heapUsed, external };
}
