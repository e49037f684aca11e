// The pass: puts checks at the loop heads and entries of functions. It only inserts text, so that everything else stays
// where and what it was, types, comments and formatting included.

import MagicString from "magic-string";
import type * as t from "@babel/types";
import { calleesOf, returnsNew } from "./callees.ts";
import type { Callees } from "./callees.ts";
import { compileToChunks } from "./chunks.ts";
import { compileToCounted } from "./counted.ts";
import { DIRECTIVE, mayOptIn, seemsToOptIn } from "./directive.ts";
import { functionsOf, isAsync, isBody, isOfValues, rootOf } from "./functions.ts";
import type { FunctionInfo, LoopInfo } from "./functions.ts";
import { libraryOf } from "./library.ts";
import type { Imports } from "./library.ts";
import { mark, starAfter } from "./marks.ts";
import { giftsOf, senderOf, sendsOf } from "./messages.ts";
import { checkKeys, checkOption, wrongType } from "./options.ts";
import { isTypescript, parse, placeOf } from "./parse.ts";
import type { Format } from "./parse.ts";
import { variablesOf } from "./recall.ts";

export interface TransformOptions {
  /** Names the file in the source map; its extension tells TypeScript and JSX. Default "file.js". */
  readonly filename?: string;
  /** Compiles every function, whether the file or the function opts in or not. */
  readonly isIncluded?: boolean;
  /** How the file is loaded. By default its syntax tells. */
  readonly format?: Format;
}

/** A source map, version 3. */
export interface SourceMap {
  readonly version: number;
  readonly sources: string[];
  readonly sourcesContent?: string[];
  readonly names: string[];
  readonly mappings: string;
  /** The map as JSON. */
  toString(): string;
  /** The map as a data: URL. */
  toUrl(): string;
}

/** A file compiled. */
export interface Compiled {
  readonly code: string;
  readonly map: SourceMap;
}

export interface Transformed extends Compiled {
  /** The strings that seem to be meant as the directive and are none. Each begins with its file, line and column. */
  readonly warnings: readonly string[];
}

/**
 * Compiles the functions of a file that opt in with the directive `"use beamlet"`, at its top or in their bodies.
 *
 * @returns the code with its source map; the code as it is when there is nothing to do.
 * @throws SyntaxError for a file that opts in and is no valid JavaScript, TypeScript or JSX. Its message begins with the file, line and column.
 * @throws RangeError for one that is nested more deeply than the stack is.
 * @throws TypeError for code that is no string, and for an option that does not exist or is of the wrong kind.
 * @example
 * transform('"use beamlet";\nexport function* spin() { while (true); }', { filename: "spin.js" }).code;
 */
export function transform(code: string, options: TransformOptions = {}): Transformed {
  checkArguments(code, options);
  const warnings: string[] = [];
  const result = transformed(code, { ...options, onWarning: (warning) => warnings.push(warning) }) ?? mapped(new MagicString(code), options);
  return { ...result, warnings };
}

function checkArguments(code: string, options: TransformOptions): void {
  if (typeof code !== "string") throw wrongType("code as a string", code);
  checkKeys(options, ["filename", "isIncluded", "format"]);
  const { filename, isIncluded, format } = options;
  checkOption("filename", "a string", filename, typeof filename === "string");
  checkOption("isIncluded", "true or false", isIncluded, typeof isIncluded === "boolean");
  checkOption("format", "module or commonjs", format, format === "module" || format === "commonjs");
}

/** What the plugin and the loader know of a file. */
export interface FileOptions extends TransformOptions {
  /** Its format where neither they nor its syntax tell. Default "commonjs", as for Node. */
  readonly otherwise?: Format;
  /** Is told of each string that seems to be meant as the directive and is none. */
  readonly onWarning?: (warning: string) => void;
}

/** As `transform`; `undefined` when there is nothing to do. */
export function transformed(code: string, options: FileOptions): Compiled | undefined {
  try {
    return compiled(code, options);
  } catch (error) {
    if ((error instanceof SyntaxError || error instanceof RangeError) && options.isIncluded !== true && !seemsToOptIn(code)) return undefined;
    throw error instanceof RangeError ? new RangeError(`expected a file nested less deeply than the stack is, got ${options.filename ?? "one"}; node --stack-size makes it deeper`, { cause: error }) : error;
  }
}

function compiled(code: string, options: FileOptions): Compiled | undefined {
  const { filename = "file.js", isIncluded = false, otherwise = "commonjs", onWarning } = options;
  if (!isIncluded && !mayOptIn(code)) return undefined;
  const { program, format } = parse(code, filename, options.format, otherwise);
  const library = libraryOf(program);
  if (library.isCompiled) return undefined;
  const { functions, directives, misplaced } = functionsOf(program, isIncluded);
  for (const { loc } of misplaced) onWarning?.(`${placeOf(filename, (loc as t.SourceLocation).start)}: expected the directive "${DIRECTIVE}" at the top of the file or of a function body; what stands here opts in to nothing`);
  const callees = calleesOf(program, functions);
  const sends = sendsOf(program, library.imports);
  const edits = new Edits(code, library.entry, isTypescript(filename));
  for (const { start, end } of directives) edits.text.remove(start as number, end as number);
  for (const one of functions) compileSends(one, sends, edits);
  for (const one of [...functions].reverse()) compile(one, library.imports, callees, edits); // inner ones first: where both end, theirs ends before
  if (!edits.hasChecks) return undefined;
  const { start, before, after } = headOf(program, code);
  edits.text.appendLeft(start, `${before}${edits.importing(format === "module")}${edits.atHead}${after}`);
  return mapped(edits.text, options);
}

function mapped(text: MagicString, { filename = "file.js" }: TransformOptions): Compiled {
  return { code: text.toString(), map: text.generateMap({ source: filename, includeContent: true, hires: "boundary" }) };
}

class Edits {
  readonly text: MagicString;
  readonly entry: string;
  readonly name: string;
  readonly chain: string;
  /** Those of a function that sends. */
  readonly parameters: string;
  /** Statements at the head of the file. */
  atHead = "";
  hasChecks = false;
  sends = 0;

  constructor(code: string, entry: string, isTyped: boolean) {
    this.entry = entry;
    this.parameters = isTyped ? "<Message = any>(to: any, message: Message | any)" : "(to, message)";
    this.text = new MagicString(code);
    const names = code.replaceAll(/\\u(?:\{([\da-f]{1,6})\}|([\da-f]{4}))/gi, (_, long?: string, short?: string) => String.fromCharCode(parseInt(long ?? (short as string), 16)));
    let name = "$beamlet";
    while (names.includes(name)) name += "_";
    this.name = name;
    this.chain = `${name}Chain`;
  }

  importing(isModule: boolean): string {
    if (isModule) return `import { preemption as ${this.name} } from "${this.entry}";`;
    return `const { preemption: ${this.name} } = require("${this.entry}");`;
  }
}

/** Where a file's first statement may stand, and what it stands between: after its directives, else after the line of its interpreter. */
function headOf(program: t.Program, code: string): { readonly start: number; readonly before: string; readonly after: string } {
  const last = program.directives.at(-1);
  if (last !== undefined) return { start: last.end as number, before: code[(last.end as number) - 1] === ";" ? "" : ";", after: "" };
  const { interpreter } = program;
  const end = interpreter ? startOfNextLine(code, interpreter.end as number) : 0;
  // Such a comment begins a line.
  return { start: end, before: "", after: /^(?:\s|\/\*[^]*?\*\/)*-->/.test(code.slice(end)) ? "\n" : "" };
}

function startOfNextLine(code: string, from: number): number {
  const end = /\r\n|[\n\r\u2028\u2029]/.exec(code.slice(from));
  return end === null ? code.length : from + end.index + end[0].length;
}

function compileSends(one: FunctionInfo, sends: ReadonlySet<string>, edits: Edits): void {
  const { name, parameters } = edits;
  for (const gift of giftsOf(one, sends)) {
    const sender = `${name}Send${edits.sends}`;
    edits.text.update(gift.callee.start as number, gift.callee.end as number, sender);
    edits.atHead += ` ${senderOf(gift, sender, `${name}Tries${edits.sends++}`, parameters, name)}`;
    edits.hasChecks = true;
  }
}

function compile(one: FunctionInfo, imports: Imports, callees: Callees, edits: Edits): void {
  const isOne = isBody(one);
  const check = checkOf(one, edits);
  const unwind = isOne ? `${edits.name}.unwind();` : `if (${edits.name}.ending !== void 0) throw ${edits.name}.ending;`;
  if (isOne || isOfValues(one)) compileGenerator(one, isOne ? check : undefined, imports, callees, edits); // before its loops: where both end, a delegation ends before
  const variables = isOne && one.loops.length > 0 ? variablesOf(one) : undefined;
  for (const loop of [...one.loops].reverse()) {
    const atHead = (ofLoop: string): void => compileLoop(loop, ofLoop, edits);
    if (variables !== undefined && compileToChunks(loop, one, variables, edits.name, edits.text)) edits.hasChecks = true;
    else if (isOne || isAsync(one.node) || !compileToCounted(loop, one, edits.name, edits.text, atHead)) atHead(check);
  }
  for (const { handler, finalizer } of one.tries) {
    for (const block of [handler?.body, finalizer]) if (block !== null && block !== undefined) insertAtHead(block, unwind, edits);
  }
  if (!isOne && one.callsItself) compileEntry(one, check, edits);
}

/** A body takes the chain that it is in, and hands it on. What has values of its own takes none. */
function compileGenerator(one: FunctionInfo, check: string | undefined, imports: Imports, callees: Callees, edits: Edits): void {
  const { name, text } = edits;
  insertAtHead(one.node.body as t.BlockStatement, check === undefined ? `${name}.begin();` : `const ${edits.chain} = ${name}.begin(); ${check}`, edits);
  const chain = check === undefined ? "void 0" : edits.chain;
  // Inner ones first: where both end, theirs ends before.
  for (const { node: { start, end, argument, delegate }, isLast } of [...one.yields].reverse()) {
    const isOperation = imports.has(rootOf(argument) ?? "");
    const to = isOperation ? "toOperation" : returnsNew(argument, one, callees) ? "toNew" : "to";
    const resumes = !delegate || (to === "to" && check !== undefined);
    if (resumes) text.appendRight(start as number, `${name}.resume(`);
    if (delegate) text.appendLeft(starAfter(text.original, start as number), ` ${name}.${to}(`).appendLeft(end as number, `, ${chain})`);
    if (resumes) text.appendLeft(end as number, ")");
    if (isLast) text.appendLeft(end as number, ";"); // what comes next may begin as an argument of a call does
  }
  mark(one, name, text, (block, statement) => insertAtHead(block, statement, edits), (statement) => (edits.atHead += ` ${statement}`));
}

function checkOf(one: FunctionInfo, edits: Edits): string {
  const { node } = one;
  const { name, chain } = edits;
  if (isBody(one)) return `if (--${name}.left < 0 && ${name}.mustYield(${chain})) yield ${name}.turn;`;
  if (!isAsync(node)) return `if (--${name}.left < 0) ${name}.hold();`;
  return `if (--${name}.left < 0 && ${name}.mustAwait()) await ${name}.pause;`;
}

function compileLoop({ node: { body } }: LoopInfo, check: string, edits: Edits): void {
  if (body.type === "BlockStatement") return insertAtHead(body, check, edits);
  edits.hasChecks = true;
  edits.text.prependRight(body.start as number, `{ ${check} `).appendLeft(body.end as number, " }");
}

function compileEntry({ node }: FunctionInfo, check: string, edits: Edits): void {
  if (node.type === "StaticBlock") return;
  const { body } = node;
  if (body.type === "BlockStatement") return insertAtHead(body, check, edits);
  if (node.async === true) return; // an arrow has no place for a statement
  edits.hasChecks = true;
  edits.text.prependRight(body.start as number, `(--${edits.name}.left < 0 && ${edits.name}.hold(), `).appendLeft(body.end as number, ")");
}

function insertAtHead(block: t.BlockStatement, check: string, edits: Edits): void {
  edits.hasChecks = true;
  const last = block.directives.at(-1);
  edits.text.appendLeft(last === undefined ? (block.start as number) + 1 : (last.end as number), `${last === undefined ? "" : ";"} ${check}`);
}
