// Hosts that are programs of the command line: Node, Deno, Bun. They find the library in node_modules.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { outputOf, start } from "./command.ts";
import { inTime } from "./host.ts";
import type { Host, Program } from "./host.ts";
import { output } from "./paths.ts";

/** Stands before the result in the output, which has the reports of the processes as well. */
const MARK = "\u0001result ";

export interface ProgramHost {
  readonly name: string;
  readonly path: string | undefined;
  /** What comes before the file on the command line. */
  readonly args?: readonly string[];
  /** The part of `--version` that is the version. */
  readonly versionOf?: RegExp;
  /** The folder of `build/hosts` with the programs; those of "core-js" import the library with its core in JavaScript. */
  readonly folder?: "." | "core-js";
}

export function programHost({ name, path, args = [], versionOf = /\d+\.\d+\.\d+/, folder = "." }: ProgramHost): Host {
  return {
    name,
    ...(folder === "core-js" ? { core: "JavaScript" } : {}),
    missing: () => (path === undefined ? "not installed" : undefined),
    version: async () => versionOf.exec(await outputOf(path!, "--version"))?.[0] ?? "unknown",
    run: (program) => runProgram(path!, args, program, folder),
  };
}

async function runProgram(path: string, args: readonly string[], program: Program, folder: string): Promise<unknown> {
  const file = join(output, folder, `${program}.main.js`);
  writeFileSync(file, `import { main } from "./${program}.js";\nconst result = await main();\nconsole.log(${JSON.stringify(MARK)} + JSON.stringify(result));\nprocess.exit(0);\n`);
  const command = start(path, [...args, file]);
  try {
    const code = await inTime(command.ended, () => `${program} on ${path}`);
    const at = command.output().lastIndexOf(MARK);
    if (code !== 0 || at < 0) throw new Error(`${program} on ${path} ended with code ${code}:\n${command.output().slice(-4_000)}`);
    return JSON.parse(command.output().slice(at + MARK.length)) as unknown;
  } finally {
    await command.stop();
  }
}
