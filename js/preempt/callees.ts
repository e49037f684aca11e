// Callees: which `yield* f(…)` certainly delegate to a fresh generator of a compiled body. Those where the name can only mean
// a function declaration of the same file: it is declared once, and stands nowhere where it might be bound or assigned.

import type * as t from "@babel/types";
import { isBody } from "./functions.ts";
import type { FunctionInfo } from "./functions.ts";
import { bare, walk } from "./syntax.ts";

/** Bodies by the names that mean nothing else. */
export type Callees = ReadonlyMap<string, FunctionInfo>;

export function calleesOf(program: t.Program, functions: readonly FunctionInfo[]): Callees {
  const callees = new Map<string, FunctionInfo>();
  for (const one of functions) {
    if (one.node.type === "FunctionDeclaration" && one.node.id && isBody(one)) callees.set(one.node.id.name, one);
  }
  walk(program, [], (node, ancestors) => {
    if (node.type === "WithStatement" || (node.type === "Identifier" && node.name === "eval")) callees.clear();
    if (node.type === "Identifier" && !isOnlyRead(node, ancestors.at(-1)) && node !== idOf(callees.get(node.name))) callees.delete(node.name);
  });
  return callees;
}

function idOf(one: FunctionInfo | undefined): t.Node | null | undefined {
  return one?.node.type === "FunctionDeclaration" ? one.node.id : undefined;
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

/** True where a name is read or is no variable's. False where that is not certain. */
function isOnlyRead(name: t.Identifier, parent: t.Node | undefined): boolean {
  switch (parent?.type) {
    case "CallExpression":
    case "NewExpression":
    case "MemberExpression":
    case "OptionalMemberExpression":
    case "ExportSpecifier":
    case "ReturnStatement":
    case "ExpressionStatement":
    case "ArrayExpression":
      return true;
    case "VariableDeclarator":
      return parent.init === name;
    case "ObjectProperty":
    case "ObjectMethod":
    case "ClassMethod":
    case "ClassProperty":
      return parent.key === name && !parent.computed;
    default:
      return false;
  }
}
