// The program that measures how soon there is a runtime. It does nothing else, so that it can be started often: one start tells
// little on a machine with others at work.

export interface First {
  /** Milliseconds from the import of the library until there is a runtime. */
  readonly firstMs: number;
}

export async function main(): Promise<First> {
  const begun = performance.now();
  const { createRuntime } = await import("beamlet");
  createRuntime();
  return { firstMs: performance.now() - begun };
}
