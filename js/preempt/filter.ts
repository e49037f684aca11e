// Filters: which files the options of the plugin name.

/// <reference path="./picomatch.d.ts" />

import { dirname } from "node:path/posix";
import { cwd } from "node:process";
import picomatch from "picomatch";
import { checkOption } from "./options.ts";

/**
 * A path, a glob, a regular expression, or several. Paths and globs are from the working directory, unless they begin with `/` or
 * `**`, and the path of a folder stands for what is in it; a regular expression is of the whole path.
 */
export type Filter = string | RegExp | readonly (string | RegExp)[];

const GLOB = /[*?[\]{}()!+@]/g;

/** Says whether a filter, which is the option of that name, names a path with slashes. */
export function matcher(name: string, filter: Filter | undefined): (path: string) => boolean {
  const patterns = filter === undefined ? [] : [filter].flat();
  const isRight = (pattern: string | RegExp): boolean => (typeof pattern === "string" ? pattern !== "" && !pattern.startsWith("!") : pattern instanceof RegExp);
  checkOption(name, 'a glob that does not begin with "!", a RegExp, or a list of them', filter, patterns.every(isRight));
  const tests = patterns.map((pattern) => (typeof pattern === "string" ? testOf(pattern.replaceAll("\\", "/")) : (path: string) => path.search(pattern) >= 0));
  return (path) => tests.some((test) => test(path));
}

function testOf(glob: string): (path: string) => boolean {
  const isPath = glob.search(GLOB) < 0;
  const whole = /^(?:\*\*|\/|[a-z]:\/)/i.test(glob) ? glob : fromHere(glob);
  return picomatch(isPath ? [whole, `${whole}/**`] : whole, { dot: true });
}

function fromHere(glob: string): string {
  let folder = cwd().replaceAll("\\", "/");
  let rest = glob;
  for (let up; (up = /^\.\.?\//.exec(rest)?.[0]) !== undefined; rest = rest.slice(up.length)) if (up === "../") folder = dirname(folder);
  return `${folder.replaceAll(GLOB, "\\$&")}/${rest}`;
}
