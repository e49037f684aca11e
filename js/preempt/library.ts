// What a file has from the library: under which names, and from which of its builds.

import type * as t from "@babel/types";
import { nameOf } from "./syntax.ts";

/** The entries that are whole libraries. What runs on one knows nothing of the other's processes. */
const ENTRIES = ["beamlet", "beamlet/core-js"];

/** What compiled code alone has from it. */
const OF_COMPILED = "preemption";

export type Imports = ReadonlyMap<string, t.ImportDeclaration["specifiers"][number]>;

export interface Library {
  /** The entry from which the file has it. Compiled, it has the rest from there, too. */
  readonly entry: string;
  /** What is imported, by the names that the file has it under. */
  readonly imports: Imports;
  readonly isCompiled: boolean;
}

export function libraryOf({ body }: t.Program): Library {
  const imports = new Map<string, t.ImportDeclaration["specifiers"][number]>();
  const entries: string[] = [];
  const names: (string | undefined)[] = [];
  for (const statement of body) {
    if (statement.type === "ImportDeclaration" && ENTRIES.includes(statement.source.value)) {
      if (statement.importKind !== "type") entries.push(statement.source.value);
      for (const specifier of statement.specifiers) {
        imports.set(specifier.local.name, specifier);
        if (specifier.type === "ImportSpecifier") names.push(nameOf(specifier.imported));
      }
    } else if (statement.type === "VariableDeclaration") {
      for (const { id, init } of statement.declarations) {
        const required = requiredBy(init);
        if (required === undefined || !ENTRIES.includes(required)) continue;
        entries.push(required);
        if (id.type === "ObjectPattern") for (const one of id.properties) if (one.type === "ObjectProperty") names.push(nameOf(one.key));
      }
    }
  }
  return { entry: entries[0] ?? "beamlet", imports, isCompiled: names.includes(OF_COMPILED) };
}

/** The module of `require("…")`, or of something in it. */
function requiredBy(node: t.Node | null | undefined): string | undefined {
  if (node?.type === "MemberExpression") return requiredBy(node.object);
  if (node?.type !== "CallExpression" || nameOf(node.callee) !== "require") return undefined;
  const [module] = node.arguments;
  return module?.type === "StringLiteral" ? module.value : undefined;
}
