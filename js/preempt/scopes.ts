// Scopes: which names a file declares, and which it uses that it does not declare.

import type * as t from "@babel/types";
import { isFunction, isTypeOnly, walk } from "./syntax.ts";

type Scopes = ReadonlyMap<t.Node, ReadonlySet<string>>;

/** True where a file declares a name anywhere, or may do so in text that it evaluates. */
export function mayDeclare(program: t.Program, name: string): boolean {
  return [...scopesOf(program).values()].some((names) => names.has(name) || names.has("eval"));
}

/** True where a file uses one of the names as a variable that it does not declare. */
export function usesFree(program: t.Program, names: readonly string[]): boolean {
  const scopes = scopesOf(program);
  let isUsed = false;
  walk(program, [], (node, ancestors) => {
    if (isUsed || isNoCode(node)) return false;
    if (node.type === "Identifier" && names.includes(node.name) && isVariable(node, ancestors.at(-1))) isUsed = !ancestors.some((scope) => scopes.get(scope)?.has(node.name));
    return true;
  });
  return isUsed;
}

const known = new WeakMap<t.Program, Scopes>();

/** The names that are declared, by the nodes in which they hold. Those of `eval` count as names of the file. */
function scopesOf(program: t.Program): Scopes {
  const found = known.get(program);
  if (found !== undefined) return found;
  const scopes = new Map<t.Node, Set<string>>();
  known.set(program, scopes);
  const declare = (scope: t.Node, pattern: t.Node | null | undefined): void => {
    if (!pattern) return;
    const names = scopes.get(scope) ?? new Set();
    scopes.set(scope, names);
    walk(pattern, [], (node, ancestors) => {
      const parent = ancestors.at(-1);
      if ((parent?.type === "AssignmentPattern" && parent.right === node) || (parent?.type === "ObjectProperty" && parent.key === node)) return false;
      if (node.type === "Identifier") names.add(node.name);
      return node.type !== "Decorator" && !isTypeOnly(node);
    });
  };
  walk(program, [], (node, ancestors) => {
    if (node.type === "TSImportEqualsDeclaration") declare(program, node.id);
    if (isNoCode(node)) return false;
    const block = ancestors.at(-1) ?? program;
    switch (node.type) {
      case "Identifier":
        if (node.name === "eval") declare(program, node);
        break;
      case "ImportDefaultSpecifier":
      case "ImportNamespaceSpecifier":
      case "ImportSpecifier":
        declare(program, node.local);
        break;
      case "VariableDeclaration":
        for (const { id } of node.declarations) declare(node.kind === "var" ? ([...ancestors].reverse().find(isOfVariables) ?? program) : block, id);
        break;
      case "CatchClause":
        declare(node, node.param);
        break;
      case "FunctionDeclaration":
      case "ClassDeclaration":
      case "TSEnumDeclaration":
      case "TSModuleDeclaration":
        declare(block.type.startsWith("Export") ? program : block, node.id);
        break;
      case "FunctionExpression":
      case "ClassExpression":
        declare(node, node.id);
        break;
      default:
    }
    if (isFunction(node)) for (const parameter of node.params) declare(node, parameter.type === "TSParameterProperty" ? parameter.parameter : parameter);
    return true;
  });
  return scopes;
}

/** True for types, and for what is only said to be there. */
function isNoCode(node: t.Node): boolean {
  return isTypeOnly(node) || ("declare" in node && node.declare === true);
}

/** True for what a `var` holds in. */
function isOfVariables(node: t.Node): boolean {
  return isFunction(node) || node.type === "StaticBlock" || node.type === "TSModuleBlock" || node.type === "Program";
}

/** True for a name that is a variable's, and not a property's or a label's. */
function isVariable(name: t.Identifier, parent: t.Node | undefined): boolean {
  switch (parent?.type) {
    case "MemberExpression":
    case "OptionalMemberExpression":
      return parent.object === name || parent.computed;
    case "ObjectProperty":
    case "ClassProperty":
    case "ClassAccessorProperty":
      return parent.value === name || parent.computed === true;
    case "ObjectMethod":
    case "ClassMethod":
      return parent.key !== name || parent.computed === true;
    case "LabeledStatement":
    case "BreakStatement":
    case "ContinueStatement":
    case "PrivateName":
    case "MetaProperty":
    case "ImportAttribute":
      return false;
    default:
      return true;
  }
}
