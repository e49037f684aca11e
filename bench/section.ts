// Sections of a page that are written by a run, between marks that say which.

import { readFileSync, writeFileSync } from "node:fs";

/** Replaces what `make <target>` writes in this file as the section `name`. */
export function writeSection(file: string, name: string, target: string, section: string): void {
  const text = readFileSync(file, "utf8");
  const [first, last] = [`<!-- ${name}: make ${target} writes what follows -->\n`, `\n<!-- /${name} -->`];
  const [begin, end] = [text.indexOf(first), text.indexOf(last)];
  if (begin < 0 || end < begin) throw new Error(`expected ${first.trim()} and ${last.trim()} in ${file}`);
  writeFileSync(file, `${text.slice(0, begin + first.length)}${section}${text.slice(end)}`);
}
