// The syntax of one file: its tree, whatever dialect it is written in, and a walk over it.

import { parse as parseBabel } from "@babel/parser";
import type { ParserPlugin } from "@babel/parser";
import type * as t from "@babel/types";

export type Format = "module" | "commonjs";

/** A function with a body of statements, or an arrow with an expression. */
export type FunctionNode = t.FunctionDeclaration | t.FunctionExpression | t.ArrowFunctionExpression | t.ObjectMethod | t.ClassMethod | t.ClassPrivateMethod;

export type Loop = t.ForStatement | t.ForInStatement | t.ForOfStatement | t.WhileStatement | t.DoWhileStatement;

const beyondStandard: readonly ParserPlugin[] = ["decorators", "decoratorAutoAccessors", "deprecatedImportAssert", "explicitResourceManagement", "sourcePhaseImports", "deferredImportEvaluation"];

/** True for a file with types, by its extension. */
export function isTypescript(filename: string): boolean {
  return /\.[cm]?tsx?$/.test(filename);
}

/** What the parser reports of TypeScript that is valid, or may be for all that one file tells. */
const FOR_TYPE_CHECKER: readonly unknown[] = ["VarRedeclaration", "UnsupportedParameterDecorator"];

/** Parses a file. TypeScript and JSX are told by its extension. @throws SyntaxError with its place in the file */
export function parse(code: string, filename: string, format: Format | undefined): t.Program {
  if (format !== undefined) return parseAs(format, code, filename);
  const program = parseAs("unambiguous", code, filename);
  return program.sourceType === "module" ? program : parseAs("commonjs", code, filename);
}

function parseAs(sourceType: Format | "unambiguous", code: string, filename: string): t.Program {
  const isTyped = isTypescript(filename);
  const plugins: ParserPlugin[] = [...beyondStandard];
  if (isTyped) plugins.push(["typescript", { dts: /\.d\.[cm]?ts$/.test(filename) }]);
  if (!/\.[cm]?ts$/.test(filename)) plugins.push("jsx");
  try {
    const { program, errors } = parseBabel(code, { sourceType, plugins, allowUndeclaredExports: isTyped, errorRecovery: true, attachComment: false });
    // The other kinds of a file are tried first, and what they refuse says nothing about it.
    const error = sourceType === "unambiguous" && program.sourceType === "script" ? undefined : errors?.find(({ reasonCode }) => !isTyped || !FOR_TYPE_CHECKER.includes(reasonCode));
    if (error !== undefined) throw error;
    return program;
  } catch (error) {
    throw error instanceof SyntaxError ? placed(error, filename) : error;
  }
}

/** An error of the parser that says where it is, for readers in its message and for bundlers beside it. */
function placed(cause: SyntaxError & { readonly loc?: { readonly line: number; readonly column: number } }, file: string): SyntaxError {
  const { line, column } = cause.loc ?? { line: 1, column: 0 };
  const error = new SyntaxError(`${file}:${line}:${column + 1}: ${cause.message.replace(/ \(\d+:\d+\)$/, "")}`, { cause });
  return Object.assign(error, { loc: { file, line, column } });
}

/** Calls `visit` for every node below `node`, in order, until it returns false for one whose inside does not matter. */
export function walk(node: t.Node, ancestors: t.Node[], visit: (node: t.Node, ancestors: readonly t.Node[]) => unknown): void {
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
