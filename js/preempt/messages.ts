// Messages that nobody else can have: those that are written in the call that sends them. They need no copy.
//
//   send(to, { type: "inc", n })      $Send0(to, { type: "inc", n })
//
//   var $Tries0 = TRIES;
//   function $Send0(to, message) {
//     if ($Tries0 > 0) {
//       if ($.gifts.isPid(to)) {
//         const objects = ($.gifts.isOwn(message.n) ? 0 : 1);            a bit for each value that may be an object
//         if ((objects & (objects - 1)) === 0) {                   one at most
//           switch (objects) { case 1: message.n = $.gifts.part(to, message.n, "message.n"); }
//           return $.gifts.give(to, message);
//         }
//       }
//       $Tries0--;
//     }
//     send(to, message);
//   }
//
// A value in it that may be an object is asked for. Where one is, made elsewhere, it alone is copied; two of them may have parts
// in common, and the message is copied as ever. So what is sent, who gets it and what is thrown stay the same. A function
// for each call, because each sends records of one shape; one that has sent a few messages as ever asks no more, which
// costs as much as it spares.

import type * as t from "@babel/types";
import type { FunctionInfo } from "./functions.ts";
import type { Imports } from "./library.ts";
import { certainNames } from "./names.ts";
import { bare, isFunction, isOfClass, walk } from "./syntax.ts";

/** Messages that a call may have copied whole before it asks no more. */
const TRIES = 8;
/** Parts of the largest message that is not copied. From 64 elements on the copy of an array is charged. */
const LARGEST = 32;

/** A call of `send` whose message nobody else can have. */
export interface Gift {
  readonly callee: t.Identifier;
  /** How its values are reached that may be objects: `.n`, `.list[0]`. So they are called in the path of an error, too. */
  readonly unknown: readonly string[];
}

/** What is named in the text for a call. By such a name it could not reach `send`. */
const LOCALS = ["to", "message", "objects"];
const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** The names that a file has `send` under, and which mean nothing else in it. */
export function sendsOf(program: t.Program, imports: Imports): ReadonlySet<string> {
  const names = new Map<string, t.Node>();
  for (const [name, one] of imports) {
    if (one.type !== "ImportSpecifier" || one.imported.type !== "Identifier" || one.imported.name !== "send") continue;
    if (!LOCALS.includes(name)) names.set(name, one.local);
  }
  return names.size === 0 ? new Set() : certainNames(program, names);
}

/** The calls in one function that give their message away, those in its inner functions apart. */
export function giftsOf({ node: whole }: FunctionInfo, sends: ReadonlySet<string>): Gift[] {
  const gifts: Gift[] = [];
  if (sends.size === 0) return gifts;
  walk(whole, [], (node) => {
    if (node !== whole && (isFunction(node) || isOfClass(node))) return false;
    if (node.type !== "CallExpression" || node.callee.type !== "Identifier" || !sends.has(node.callee.name)) return true;
    const [to, message] = node.arguments;
    if (node.arguments.length !== 2 || to === undefined || to.type === "SpreadElement" || message === undefined) return true;
    const unknown: string[] = [];
    if (isNew(message) && partsOf(message, "", unknown) <= LARGEST) gifts.push({ callee: node.callee, unknown });
    return true;
  });
  return gifts;
}

/** The text of the function that stands for `send` in one call. */
export function senderOf({ callee, unknown }: Gift, sender: string, tries: string, parameters: string, library: string): string {
  const gifts = `${library}.gifts`;
  const objects = unknown.map((path, bit) => `(${gifts}.isOwn(message${path}) ? 0 : ${2 ** bit})`).join(" | ");
  const parts = unknown.map((path, bit) => `case ${2 ** bit}: message${path} = ${gifts}.part(to, message${path}, ${JSON.stringify(`message${path}`)}); break;`).join(" ");
  const give = `return ${gifts}.give(to, message);`;
  const giveIfOwn = unknown.length === 0 ? give : `{ const objects = ${objects}; if ((objects & (objects - 1)) === 0) { switch (objects) { ${parts} } ${give} } }`;
  return `var ${tries} = ${TRIES}; function ${sender}${parameters} { if (${tries} > 0) { if (${gifts}.isPid(to)) ${giveIfOwn} ${tries}--; } ${callee.name}(to, message); }`;
}

/** True for an expression that makes an object anew. */
function isNew(node: t.Node): boolean {
  const { type } = bare(node);
  return type === "ObjectExpression" || type === "ArrayExpression";
}

/** Counts the parts of a value that stands there, and gathers those that may be objects made elsewhere. More than LARGEST where a part is not simply written. */
function partsOf(value: t.Node, path: string, unknown: string[]): number {
  const inner = bare(value);
  let parts = 1;
  if (inner.type === "ObjectExpression") {
    const keys = new Set<string>();
    for (const property of inner.properties) {
      const key = keyOf(property);
      if (key === undefined || keys.has(key)) return Infinity;
      keys.add(key);
      parts += partsOf((property as t.ObjectProperty).value, path + (IDENTIFIER.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`), unknown);
    }
  } else if (inner.type === "ArrayExpression") {
    for (const [i, element] of inner.elements.entries()) parts += element === null ? Infinity : partsOf(element, `${path}[${i}]`, unknown);
  } else if (inner.type === "SpreadElement") {
    return Infinity;
  } else if (!isAlwaysPlain(inner)) {
    unknown.push(path);
  }
  return parts;
}

/** The key of a property that is simply written, undefined for others. */
function keyOf(property: t.ObjectExpression["properties"][number]): string | undefined {
  if (property.type !== "ObjectProperty" || property.computed) return undefined;
  const { key } = property;
  const name = key.type === "Identifier" ? key.name : key.type === "StringLiteral" ? key.value : undefined;
  return name === "__proto__" ? undefined : name; // that is not a property, but the prototype
}

/** True for an expression whose value is no object, function or symbol, whatever happens. */
function isAlwaysPlain(node: t.Node): boolean {
  switch (node.type) {
    case "StringLiteral":
    case "NumericLiteral":
    case "BooleanLiteral":
    case "NullLiteral":
    case "BigIntLiteral":
    case "TemplateLiteral":
    case "UnaryExpression":
    case "UpdateExpression":
    case "BinaryExpression":
      return true;
    default:
      return false;
  }
}
