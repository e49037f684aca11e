// The syntax of one file: a walk over its tree, and what its nodes are.

import type * as t from "@babel/types";

/** A function with a body of statements, or an arrow with an expression. */
export type FunctionNode = t.FunctionDeclaration | t.FunctionExpression | t.ArrowFunctionExpression | t.ObjectMethod | t.ClassMethod | t.ClassPrivateMethod;

export type Loop = t.ForStatement | t.ForInStatement | t.ForOfStatement | t.WhileStatement | t.DoWhileStatement;

/** Calls `visit` for every node below `node`, in order, until it returns false for one whose inside does not matter. */
export function walk(node: t.Node, ancestors: t.Node[], visit: (node: t.Node, ancestors: readonly t.Node[]) => boolean | void): void {
  if (visit(node, ancestors) === false) return;
  ancestors.push(node);
  for (const child of childrenOf(node)) walk(child, ancestors, visit);
  ancestors.pop();
}

function childrenOf(node: t.Node): t.Node[] {
  const children: t.Node[] = [];
  for (const [key, value] of Object.entries(node)) {
    if (key === "loc" || key === "extra" || key.endsWith("Comments")) continue;
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) if (isNode(child)) children.push(child);
  }
  return children;
}

function isNode(value: unknown): value is t.Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string" && "start" in value;
}

export function isFunction(node: t.Node): node is FunctionNode {
  switch (node.type) {
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
    case "ObjectMethod":
    case "ClassMethod":
    case "ClassPrivateMethod":
      return true;
    default:
      return false;
  }
}

export function isLoop(node: t.Node): node is Loop {
  return node.type === "WhileStatement" || node.type === "DoWhileStatement" || node.type === "ForStatement" || node.type === "ForInStatement" || node.type === "ForOfStatement";
}

/** Code that belongs to no function although one stands around it: it runs when a class is made, or an instance. */
export function isOfClass(node: t.Node): boolean {
  return node.type === "StaticBlock" || node.type === "ClassProperty" || node.type === "ClassPrivateProperty" || node.type === "ClassAccessorProperty";
}

/** True for what stands in a member, but belongs to the code around its class or object: a computed key, and decorators. */
export function isAround(child: t.Node, member: t.Node): boolean {
  return child.type === "Decorator" || ("key" in member && member.key === child && "computed" in member && member.computed === true);
}

/** True for types, which hold no code. */
export function isTypeOnly(node: t.Node): boolean {
  if (!node.type.startsWith("TS") || bare(node) !== node) return false;
  return node.type !== "TSExportAssignment" && node.type !== "TSModuleDeclaration" && node.type !== "TSModuleBlock" && node.type !== "TSParameterProperty" && node.type !== "TSEnumDeclaration";
}

/** An expression without the parentheses and the types around it. */
export function bare(node: t.Node): t.Node {
  switch (node.type) {
    case "ParenthesizedExpression":
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "TSTypeAssertion":
    case "TSInstantiationExpression":
      return bare(node.expression);
    default:
      return node;
  }
}

/** The name that a callee, a key or a target ends with, or undefined when it has none. */
export function nameOf(node: t.Node | null | undefined): string | undefined {
  if (node === null || node === undefined) return undefined;
  const inner = bare(node);
  switch (inner.type) {
    case "Identifier":
      return inner.name;
    case "StringLiteral":
      return inner.value;
    case "PrivateName":
      return `#${inner.id.name}`;
    case "MemberExpression":
    case "OptionalMemberExpression":
      return inner.computed && inner.property.type !== "StringLiteral" ? undefined : nameOf(inner.property);
    default:
      return undefined;
  }
}
