// Which test files are for every host: those that need nothing but the public API. For the others, why not.

import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { root } from "./paths.ts";

/** Tests of one part of the library run from its source: what they are about differs from host to host. */
export function isFromSource(file: string): boolean {
  return file.startsWith("tests/copy/");
}

/** Folders of tests of something else than the library as its users have it. */
const OTHERS = ["tests/core", "tests/differential", "tests/hosts", "tests/package"];
const IMPORTS = /^(?:import|export) (?!type\b)[^"]*?from "([^"]+)"|^import "([^"]+)"/gm;
const PUBLIC = /^js\/(index|errors|testing\/index|otp\/[a-z-]+)\.ts$/;
const HOST_USE = /\bprocess\.(?!on\(|off\()\w+|\bvi\.(?!resetModules\b)\w+|\bdescribe\.\w+/;

/** Paths of the test files for every host. */
export function testFiles(): readonly string[] {
  return allFiles().filter((file) => whyNot(file) === undefined);
}

/** The other test files, each with the reason. */
export function otherTestFiles(): readonly (readonly [file: string, reason: string])[] {
  return allFiles().flatMap((file) => {
    const reason = whyNot(file);
    return reason === undefined ? [] : [[file, reason] as const];
  });
}

function allFiles(): readonly string[] {
  return readdirSync(join(root, "tests"), { recursive: true, encoding: "utf8" })
    .map((name) => join("tests", name))
    .filter((file) => file.endsWith(".test.ts") && !OTHERS.some((folder) => file.startsWith(`${folder}/`)))
    .sort();
}

function whyNot(file: string): string | undefined {
  if (isFromSource(file)) return undefined;
  const text = readFileSync(join(root, file), "utf8");
  const use = HOST_USE.exec(text)?.[0];
  if (use !== undefined) return `uses ${use}`;
  for (const [, from, bare] of text.matchAll(IMPORTS)) {
    const name = from ?? bare ?? "";
    if (!name.startsWith(".")) {
      if (name.startsWith("node:") && name !== "node:process") return `imports ${name}`;
      continue;
    }
    const imported = relative(root, resolve(root, dirname(file), name));
    if (imported.startsWith("tests/")) {
      const reason = whyNot(imported);
      if (reason !== undefined) return `${reason}, in ${imported}`;
    } else if (!PUBLIC.test(imported)) return `imports ${imported}`;
  }
  return undefined;
}
