// The program that runs the test files on a host.

import { runFiles } from "../suite/run.ts";
import type { FileReport } from "../suite/run.ts";

export const main = (): Promise<readonly FileReport[]> => runFiles();
