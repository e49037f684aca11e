// Where the repository is, seen from the sources and from build/ alike.

import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

export const root: string = above(import.meta.dirname);

function above(folder: string): string {
  return existsSync(join(folder, "package.json")) ? folder : above(dirname(folder));
}
