// The program that measures what the import of any module costs on a host: of one with nothing in it. It is a program of its
// own, for the first import that a host makes is the one that it takes longest for.

export interface Floor {
  /** Milliseconds for the import of an empty module. */
  readonly emptyMs: number;
}

export async function main(): Promise<Floor> {
  const begun = performance.now();
  await import("empty-module");
  return { emptyMs: performance.now() - begun };
}
