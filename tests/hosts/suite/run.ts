// Runs the test files on the host that this is evaluated on, and tells how they ended.

import { files } from "suite:files";
import { notApplicable } from "./not-applicable.ts";
import { addUncaughtListener, removeUncaughtListener } from "./uncaught.ts";
import { collect, runSuite } from "./vitest.ts";

export interface Failure {
  readonly test: string;
  readonly error: string;
}

export interface FileReport {
  readonly file: string;
  readonly passed: number;
  readonly failures: readonly Failure[];
  /** Tests that did not run, with the reason. */
  readonly notApplicable: readonly (readonly [test: string, reason: string])[];
  readonly ms: number;
}

/** Runs all files, one after the other. */
export async function runFiles(): Promise<readonly FileReport[]> {
  const reports: FileReport[] = [];
  for (const [file, load] of Object.entries(files)) reports.push(await runFile(file, load));
  return reports;
}

async function runFile(file: string, load: () => Promise<unknown>): Promise<FileReport> {
  const failures: Failure[] = [];
  const exempt = new Map(Object.entries(notApplicable[file] ?? {}));
  const exempted: [string, string][] = [];
  let passed = 0;
  let latest = "(loading)";
  const note = (test: string, failure: unknown): void => void failures.push({ test, error: describeError(failure) });
  // Whatever a test leaves uncaught fails it, or the one after it.
  const onUncaught = (error: unknown): void => note(`uncaught after: ${latest}`, error);
  addUncaughtListener(onUncaught);
  const begun = performance.now();
  try {
    await runSuite(await collect(load), {
      applies({ name }) {
        const reason = exempt.get(name)?.();
        exempt.delete(name);
        if (reason !== undefined) exempted.push([name, reason]);
        return reason === undefined;
      },
      started: (test) => void (latest = test.name),
      ended: () => void passed++,
      failed: (test, error) => note(test.name, error),
    });
  } catch (error) {
    note("(outside of its tests)", error);
  } finally {
    removeUncaughtListener(onUncaught);
  }
  for (const name of exempt.keys()) note(name, new Error("named in not-applicable.ts, and not there"));
  return { file, passed, failures, notApplicable: exempted, ms: Math.round(performance.now() - begun) };
}

function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { actual, expected } = error as { actual?: unknown; expected?: unknown };
  const values = actual === undefined && expected === undefined ? "" : `\n  got ${show(actual)}\n  expected ${show(expected)}`;
  return `${error.name}: ${error.message}${values}\n${error.stack ?? ""}`.slice(0, 3_000);
}

function show(value: unknown): string {
  try {
    return JSON.stringify(value)?.slice(0, 500) ?? String(value);
  } catch {
    return String(value);
  }
}
