// Callees: which `yield* f(…)` certainly delegate to a fresh generator of a compiled body. Those where the name can only mean
// a function declaration of the same file: it is declared once, and stands nowhere where it might be bound or assigned.

import type * as t from "@babel/types";
import { isBody } from "./functions.ts";
import type { FunctionInfo } from "./functions.ts";
import { certainNames } from "./names.ts";
import { bare } from "./syntax.ts";

/** Bodies by the names that mean nothing else. */
export type Callees = ReadonlyMap<string, FunctionInfo>;

export function calleesOf(program: t.Program, functions: readonly FunctionInfo[]): Callees {
  const callees = new Map<string, FunctionInfo>();
  const names = new Map<string, t.Node>();
  for (const one of functions) {
    if (one.node.type !== "FunctionDeclaration" || !one.node.id || !isBody(one)) continue;
    callees.set(one.node.id.name, one);
    names.set(one.node.id.name, one.node.id);
  }
  const certain = certainNames(program, names);
  for (const name of names.keys()) if (!certain.has(name)) callees.delete(name);
  return callees;
}

/** True for a call in `caller` that returns a generator which nobody has asked yet, and nobody else holds. */
export function returnsNew(argument: t.Node | null | undefined, caller: FunctionInfo, callees: Callees): boolean {
  const call = argument ? bare(argument) : undefined;
  if (call?.type !== "CallExpression") return false;
  const callee = bare(call.callee);
  const called = callee.type === "Identifier" ? callees.get(callee.name) : undefined;
  if (called === undefined) return false;
  const scope = [...called.ancestors].reverse().find(({ type }) => !type.startsWith("Export")) as t.Node;
  return caller.ancestors.includes(scope) || caller.node.body === scope;
}
