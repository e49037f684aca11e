// Names that can only mean one thing in a file: declared once, and nowhere where they might be bound or assigned.

import type * as t from "@babel/types";
import { walk } from "./syntax.ts";

/** Returns those of the names that can only mean what is declared at their nodes. */
export function certainNames(program: t.Program, declarations: ReadonlyMap<string, t.Node>): ReadonlySet<string> {
  const certain = new Set(declarations.keys());
  walk(program, [], (node, ancestors) => {
    if (node.type === "WithStatement" || (node.type === "Identifier" && node.name === "eval")) certain.clear();
    if (node.type === "Identifier" && node !== declarations.get(node.name) && !isOnlyRead(node, ancestors.at(-1))) certain.delete(node.name);
  });
  return certain;
}

/** True where a name is read or is no variable's. False where that is not certain. */
function isOnlyRead(name: t.Identifier, parent: t.Node | undefined): boolean {
  switch (parent?.type) {
    case "CallExpression":
    case "NewExpression":
    case "MemberExpression":
    case "OptionalMemberExpression":
    case "ExportSpecifier":
    case "ImportSpecifier":
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
