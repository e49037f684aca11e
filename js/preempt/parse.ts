// The tree of one file, whatever dialect it is written in, and its format, which may be known or told by its syntax.

import { parse as parseBabel } from "@babel/parser";
import type { ParserPlugin } from "@babel/parser";
import type * as t from "@babel/types";
import { usesFree } from "./scopes.ts";

export type Format = "module" | "commonjs";

/** What CommonJS has as parameters of a file. */
const COMMONJS = ["require", "module", "exports"];

const beyondStandard: readonly ParserPlugin[] = ["decorators", "decoratorAutoAccessors", "deprecatedImportAssert", "explicitResourceManagement", "sourcePhaseImports", "deferredImportEvaluation"];

/** True for a file with types, by its extension. */
export function isTypescript(filename: string): boolean {
  return /\.[cm]?tsx?$/.test(filename);
}

/** What the parser reports of TypeScript that is valid, or may be for all that one file tells. */
const FOR_TYPE_CHECKER: readonly unknown[] = ["VarRedeclaration", "UnsupportedParameterDecorator"];

/** An error of the parser, and the place where it is. */
interface Reported extends SyntaxError {
  readonly reasonCode?: unknown;
  readonly pos?: unknown;
}

/** True for an `import` or `export` that is gone with the types. */
function isOfTypes(statement: t.Statement): boolean {
  return ("importKind" in statement ? statement.importKind : "exportKind" in statement && statement.exportKind) === "type";
}

/** True for an `import` or `export` that stays. */
function isOfModule(statement: t.Statement): boolean {
  return /^(?:Import|Export)/.test(statement.type) && !isOfTypes(statement);
}

/** True for the report of what CommonJS with types may have: that, and what becomes a `require`. */
function isOfCommonJs({ reasonCode, pos }: Reported, { body }: t.Program): boolean {
  const statement = reasonCode === "ImportOutsideModule" ? body.find(({ start }) => start === pos) : undefined;
  return statement !== undefined && (isOfTypes(statement) || statement.type === "TSImportEqualsDeclaration" || statement.type === "TSExportAssignment");
}

export interface File {
  readonly program: t.Program;
  readonly format: Format;
}

/**
 * Parses a file. TypeScript and JSX are told by its extension. Without a format its syntax tells which it has, and where that does
 * not, it has the other one.
 *
 * @throws SyntaxError with its place in the file
 */
export function parse(code: string, filename: string, format: Format | undefined, otherwise: Format): File {
  if (format !== undefined) return { program: parseAs(format, code, filename), format };
  const program = parseAs("unambiguous", code, filename);
  if (program.sourceType === "module" && (!program.body.some(isOfTypes) || program.body.some(isOfModule))) return { program, format: "module" };
  const [script, module] = [attempt("commonjs", code, filename), attempt("module", code, filename)];
  const isCommonJs = module instanceof SyntaxError || (!(script instanceof SyntaxError) && (otherwise === "commonjs" || usesFree(script, COMMONJS)));
  const parsed = isCommonJs ? script : module;
  if (parsed instanceof SyntaxError) throw parsed;
  return { program: parsed, format: isCommonJs ? "commonjs" : "module" };
}

function attempt(format: Format, code: string, filename: string): t.Program | SyntaxError {
  try {
    return parseAs(format, code, filename);
  } catch (error) {
    if (error instanceof SyntaxError) return error;
    throw error;
  }
}

function parseAs(sourceType: Format | "unambiguous", code: string, filename: string): t.Program {
  const isTyped = isTypescript(filename);
  const plugins: ParserPlugin[] = [...beyondStandard];
  if (isTyped) plugins.push(["typescript", { dts: /\.d\.[cm]?ts$/.test(filename) }]);
  if (!/\.[cm]?ts$/.test(filename)) plugins.push("jsx");
  try {
    const { program, errors } = parseBabel(code, { sourceType, plugins, allowUndeclaredExports: isTyped, errorRecovery: true, attachComment: false });
    // The other kinds of a file are tried first, and what they refuse says nothing about it.
    const error = sourceType === "unambiguous" && program.sourceType === "script" ? undefined : (errors as readonly Reported[] | null | undefined)?.find((one) => !isTyped || !(FOR_TYPE_CHECKER.includes(one.reasonCode) || isOfCommonJs(one, program)));
    if (error !== undefined) throw error;
    return program;
  } catch (error) {
    throw error instanceof SyntaxError ? placed(error, filename) : error;
  }
}

/** A place as messages begin with, and as editors find it. */
export function placeOf(file: string, { line, column }: { readonly line: number; readonly column: number }): string {
  return `${file}:${line}:${column + 1}`;
}

/** An error of the parser that says where it is, for readers in its message and for bundlers beside it. */
function placed(cause: SyntaxError & { readonly loc?: { readonly line: number; readonly column: number } }, file: string): SyntaxError {
  const { line, column } = cause.loc ?? { line: 1, column: 0 };
  const error = new SyntaxError(`${placeOf(file, { line, column })}: ${cause.message.replace(/ \(\d+:\d+\)$/, "")}`, { cause });
  return Object.assign(error, { loc: { file, line, column } });
}
