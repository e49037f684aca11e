// Folders for what a test file writes. They go when it is over.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Makes an empty folder, and returns its path. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "beamlet-test-"));
  folders.push(folder);
  return folder;
}
