// What a host is to the tests and to the bench: something that is there or not, has a version, and runs programs.

/** A program of programs/: a module with a function `main`, whose result is sent as JSON. */
export type Program = "suite" | "first" | "measure";

export interface Host {
  /** "Node 24", "Firefox, worker". */
  readonly name: string;
  /** The core it has, where that is not decided by whether it compiles WebAssembly. */
  readonly core?: "Wasm" | "JavaScript";
  /** Why this machine cannot run it, or undefined if it can. */
  missing(): string | undefined;
  /** The version of what runs. */
  version(): Promise<string>;
  /** Runs a program in a fresh instance of the host. Rejects when it fails, ends early or takes more than {@link LONGEST_MS}. */
  run(program: Program): Promise<unknown>;
}

/** What a program may take: ten times what the slowest host takes, for a machine with others at work. */
export const LONGEST_MS = 400_000;

/** Rejects when `result` is not there in time. `what` names it, and tells what is known about where it is. */
export async function inTime<T>(result: Promise<T>, what: () => string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new Error(`${what()} did not end within ${LONGEST_MS / 1_000} s`)), LONGEST_MS)));
  try {
    return await Promise.race([result, late]);
  } finally {
    clearTimeout(timer);
  }
}
