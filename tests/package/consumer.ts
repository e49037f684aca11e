// A project that has installed the package as it is published: packed, and installed from the tarball.

import { execFileSync } from "node:child_process";
import type { ExecFileSyncOptions } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { execPath } from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { newFolder } from "../support/folders.ts";

export const root: string = fileURLToPath(new URL("../../", import.meta.url));

/** The package can be packed once it was built: `make build`. */
export const isBuilt: boolean = existsSync(join(root, "dist/index.js"));

/** Sends a message there and back, and waits for a timer. Prints 42. */
export const program: string = `
import { Process, createRuntime, receive, self, send, spawn } from "beamlet";

const runtime = createRuntime({ logger: false });
const result = await runtime.run(function* () {
  const double = spawn(function* () {
    const { from, value } = yield* receive();
    send(from, 2 * value);
  });
  send(double, { from: self(), value: 21 });
  yield* Process.sleep(1);
  return yield* receive();
});
await runtime.stop();
console.log(result);
`;

export interface Tarball {
  readonly file: string;
  /** Paths in the package. */
  readonly files: readonly string[];
}

export function pack(): Tarball {
  const folder = newFolder();
  const [packed] = Object.values(JSON.parse(run("npm", ["pack", "--json", "--pack-destination", folder], { cwd: root })) as Record<string, Packed>);
  if (packed === undefined) throw new Error("expected npm pack to pack one package, got none");
  return { file: join(folder, packed.filename), files: packed.files.map(({ path }) => path) };
}

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** Returns the folder of a new project that depends on the tarball and on nothing else. */
export function install(tarball: Tarball): string {
  const folder = dirname(tarball.file);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  run("npm", ["install", "--no-audit", "--no-fund", "--offline", tarball.file], { cwd: folder });
  return folder;
}

/** Writes a file of the project and returns its path. */
export function write(folder: string, file: string, text: string): string {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** Runs a program to its end and returns what it prints. @throws when it fails, with what it said. */
export function run(command: string, args: readonly string[], options: ExecFileSyncOptions = {}): string {
  return execFileSync(command, args, { timeout: 120_000, stdio: ["ignore", "pipe", "pipe"], ...options, encoding: "utf8" });
}

export function node(folder: string, args: readonly string[], command: string = execPath): string {
  return run(command, args, { cwd: folder }).trim();
}

/** A program among the tools of this folder; undefined when it is not installed. */
export function tool(path: string): string | undefined {
  const file = fileURLToPath(new URL(`node_modules/${path}`, import.meta.url));
  return existsSync(file) ? file : undefined;
}

/** A library among the tools, without its types: they are there only once the tools are. */
export function load(path: string): Promise<Record<string, never>> {
  return import(/* @vite-ignore */ pathToFileURL(tool(path) ?? path).href) as Promise<Record<string, never>>;
}
