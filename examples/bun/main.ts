// Counts the words of files on Bun, a few files at a time. A file that cannot be read takes nothing down with it.
//
//   bun install && bun main.ts *.md

import { Process, Task, run, until } from "beamlet";

const files = Bun.argv.slice(2);

function* countWords(file: string) {
  const text = yield* until(Bun.file(file).text());
  return text.split(/\s+/).filter((word) => word !== "").length;
}

await run(function* () {
  Process.flag("trapExit", true);
  const results = yield* Task.asyncStream(files, countWords, { maxConcurrency: 4 }).collect();
  results.forEach((result, index) => console.log(`${files[index]}: ${result.ok ? `${result.value} words` : `failed, ${(result.reason as { code?: string }).code}`}`));
  console.log(`all: ${results.reduce((sum, result) => sum + (result.ok ? result.value : 0), 0)} words`);
});
