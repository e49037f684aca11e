// Marks: where the generator functions that are bodies tell the library that they are compiled, before anybody calls them.
//
//   function* f() {}               {  $.body(f);  …                              at the head of its block
//   const f = function* () {}      const f = $.body(function* () {}, "f")        with the name that it loses by that
//   { *f() {} }                    { f: $.body(function* () {}, "f") }
//   class { *f() {} }              class { static { $.body(this.prototype.f); } *f() {} }
//   class { *#f() {} }             class { #$ = $.body(this.#f); *#f() {} }
//
// One that is not marked is never handed a chain: it counts and reports only, as any other function.

import type MagicString from "magic-string";
import type * as t from "@babel/types";
import type { FunctionInfo } from "./functions.ts";
import { certainNames } from "./names.ts";
import { mayDeclare } from "./scopes.ts";
import { bare, isAround, isFunction, isOfClass, nameOf, walk } from "./syntax.ts";

/** Marks a body. `atHead` inserts a statement at the head of a block, `ofFile` at that of the file. */
export function mark(one: FunctionInfo, library: string, text: MagicString, atHead: (block: t.BlockStatement, statement: string) => void, ofFile: (statement: string) => void): void {
  const { node, ancestors } = one;
  switch (node.type) {
    case "FunctionDeclaration":
      return markDeclaration(node, ancestors);
    case "FunctionExpression": {
      const name = node.id === null || node.id === undefined ? inferredName(node, ancestors) : "";
      if (name === undefined) return;
      text.appendRight(node.start as number, `${library}.body(`);
      text.prependLeft(node.end as number, name === "" ? ")" : `, ${JSON.stringify(name)})`);
      return;
    }
    case "ObjectMethod":
      return markObjectMethod(node);
    case "ClassMethod":
    case "ClassPrivateMethod":
      return markClassMethod(node, ancestors.at(-1) as t.ClassBody, ancestors[0] as t.Program);
    case "ArrowFunctionExpression":
  }

  function markDeclaration(declaration: t.FunctionDeclaration, around: readonly t.Node[]): void {
    const parent = around.at(-1);
    const isDefault = parent?.type === "ExportDefaultDeclaration";
    if (declaration.id === null || declaration.id === undefined) {
      const name = `${library}Default`;
      text.appendLeft(afterStar(declaration), ` ${name}`);
      return ofFile(`${library}.body(${name}, "default");`);
    }
    const statement = `${library}.body(${declaration.id.name});`;
    const block = isDefault || parent?.type === "ExportNamedDeclaration" ? around.at(-2) : parent;
    if (isDeclaredTwice(declaration.id.name, block)) return;
    if (block?.type === "Program") ofFile(statement);
    else if (block?.type === "BlockStatement") atHead(block, statement);
    else if (block?.type === "TSModuleBlock") text.appendLeft((block.start as number) + 1, ` ${statement}`);
    else if (certainNames(around[0] as t.Program, new Map([[declaration.id.name, declaration.id]])).size > 0) text.appendLeft(declaration.end as number, ` ${statement}`); // else it may be something else by then
  }

  function markObjectMethod(method: t.ObjectMethod): void {
    const { key, computed } = method;
    if (computed || (key.type !== "Identifier" && key.type !== "StringLiteral") || usesSuper(method)) return;
    const name = key.type === "Identifier" ? key.name : key.value;
    if (name === "__proto__") return; // a property of that name is the prototype
    text.remove(method.start as number, key.start as number);
    text.appendLeft(key.end as number, `: ${library}.body(function* `);
    text.prependLeft(method.end as number, `, ${JSON.stringify(name)})`);
  }

  function markClassMethod(method: t.ClassMethod | t.ClassPrivateMethod, body: t.ClassBody, program: t.Program): void {
    if ((method.decorators?.length ?? 0) > 0) return; // what the class has there is what the decorator returned
    const start = (body.start as number) + 1;
    if (method.type === "ClassPrivateMethod") {
      const { name } = method.key.id;
      text.appendLeft(start, method.static === true ? ` static { ${library}.body(this.#${name}); }` : ` #${library}${name} = ${library}.body(this.#${name});`);
      return;
    }
    const { key } = method;
    if (method.computed === true || (key.type !== "Identifier" && key.type !== "StringLiteral") || isAmbiguous(method, body, program)) return;
    const place = `${method.static === true ? "this" : "this.prototype"}[${JSON.stringify(key.type === "Identifier" ? key.name : key.value)}]`;
    text.appendLeft(start, ` static { ${library}.body(${place}); }`);
  }

  function afterStar({ start }: t.Node): number {
    return starAfter(text.original, start as number);
  }
}

/** The place behind the `*` of a `yield*` or a `function*` that begins at `start`. */
export function starAfter(code: string, start: number): number {
  const head = /^(?:async\s+)?(?:yield|function)(?:\s|\/\*[^]*?\*\/|\/\/.*)*\*/.exec(code.slice(start));
  if (head === null) throw new Error("expected a star");
  return start + head[0].length;
}

/** The name that an anonymous function would be given; "" for none, undefined where it is not known. */
function inferredName(node: t.Node, ancestors: readonly t.Node[]): string | undefined {
  const parent = [...ancestors].reverse().find((one) => bare(one) === one);
  const inner = (side: t.Node | null | undefined): boolean => side !== null && side !== undefined && bare(side) === node;
  switch (parent?.type) {
    case "VariableDeclarator":
      return parent.id.type === "Identifier" ? parent.id.name : "";
    case "AssignmentExpression":
      return /^(=|&&=|\|\|=|\?\?=)$/.test(parent.operator) && parent.left.type === "Identifier" && parent.left.extra?.["parenthesized"] !== true ? parent.left.name : "";
    case "AssignmentPattern":
      return parent.left.type === "Identifier" ? parent.left.name : "";
    case "ObjectProperty":
    case "ClassProperty":
      if (!inner(parent.value)) return "";
      if (parent.computed === true) return undefined;
      return parent.key.type === "StringLiteral" || parent.key.type === "Identifier" ? nameOfProperty(parent.key, parent.type) : undefined;
    case "ClassPrivateProperty":
      return `#${parent.key.id.name}`;
    case "ClassAccessorProperty":
      return undefined;
    case "ExportDefaultDeclaration":
      return "default";
    default:
      return "";
  }
}

function nameOfProperty(key: t.StringLiteral | t.Identifier, parent: string): string | undefined {
  const name = key.type === "StringLiteral" ? key.value : key.name;
  return name === "__proto__" && parent === "ObjectProperty" ? undefined : name;
}

/** The names of the functions of a block, by how many have each. */
const namesOfBlocks = new WeakMap<t.Node, ReadonlyMap<string, number>>();

/** True where a name is that of two functions: it means the last of them. */
function isDeclaredTwice(name: string, block: t.Node | undefined): boolean {
  if (block?.type !== "Program" && block?.type !== "BlockStatement" && block?.type !== "TSModuleBlock") return false;
  let names = namesOfBlocks.get(block);
  if (names === undefined) namesOfBlocks.set(block, (names = functionNames(block.body)));
  return (names.get(name) ?? 0) > 1;
}

function functionNames(statements: readonly t.Statement[]): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  for (const statement of statements) {
    const one = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
    if (one?.type === "FunctionDeclaration" && one.id) names.set(one.id.name, (names.get(one.id.name) ?? 0) + 1);
  }
  return names;
}

/** True where a method may use `super`, by itself or in text that it evaluates. */
function usesSuper(method: t.ObjectMethod): boolean {
  let isFound = false;
  walk(method, [], (node, ancestors) => {
    const parent = ancestors.at(-1);
    if (parent !== undefined && parent !== method && hasOwnSuper(parent) && !isAround(node, parent)) return false;
    if (node.type === "Super" || (node.type === "Identifier" && node.name === "eval")) isFound = true;
    return true;
  });
  return isFound;
}

/** True for code in which `super` is not that of the code around. */
function hasOwnSuper(node: t.Node): boolean {
  return isOfClass(node) || (isFunction(node) && node.type !== "ArrowFunctionExpression");
}

/** True where the class may have something else under the key of a method. */
function isAmbiguous(method: t.ClassMethod, body: t.ClassBody, program: t.Program): boolean {
  return body.body.some((one) => {
    if (one === method || (one.type !== "ClassMethod" && one.type !== "ClassAccessorProperty") || (one.static === true) !== (method.static === true)) return false;
    return one.computed === true ? !isSymbol(one.key, program) : textOfKey(one.key) === textOfKey(method.key);
  });
}

/** True for `Symbol.iterator` and its like, where `Symbol` is the one that every file has. */
function isSymbol(key: t.Node, program: t.Program): boolean {
  if (key.type !== "MemberExpression" || key.computed || key.object.type !== "Identifier" || key.object.name !== "Symbol") return false;
  return !/^(length|name|prototype)$/.test(nameOf(key.property) ?? "") && !mayDeclare(program, "Symbol");
}

/** The property that a key which is not computed stands for. */
function textOfKey(key: t.Node): string | undefined {
  switch (key.type) {
    case "Identifier":
      return key.name;
    case "StringLiteral":
    case "NumericLiteral":
      return String(key.value);
    case "BigIntLiteral":
      return String(BigInt(key.value));
    default:
      return undefined;
  }
}
