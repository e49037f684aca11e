// The directive that opts in, what was meant as one, and whether a file that cannot be parsed seems to have it.

import type * as t from "@babel/types";
import { bare } from "./syntax.ts";

export const DIRECTIVE = "use beamlet";

/** The directive, however it is spelt, and the end of its string. */
const MEANT = /use\s+beamlet\s*["'`]/i;

/** False for a file in which nobody can have meant to opt in. Takes no parser to know. */
export function mayOptIn(code: string): boolean {
  return MEANT.test(code);
}

/** True for a string that is there for nothing but to be the directive, whether it is one or not. */
export function isMeantToOptIn(node: t.Node): boolean {
  return stringOf(node)?.trim().replace(/\s+/g, " ").toLowerCase() === DIRECTIVE;
}

/** The text of a directive, and of a statement or a field that is a string alone. */
function stringOf(node: t.Node): string | null | undefined {
  if (node.type === "Directive") return node.value.value;
  const inner = node.type === "ExpressionStatement" ? bare(node.expression) : isFieldWithoutValue(node) ? node.key : undefined;
  if (inner?.type === "TemplateLiteral") return inner.quasis.length === 1 ? inner.quasis[0]?.value.cooked : undefined;
  return inner?.type === "StringLiteral" ? inner.value : undefined;
}

function isFieldWithoutValue(node: t.Node): node is t.ClassProperty {
  return node.type === "ClassProperty" && node.computed !== true && node.value === null && !node.typeAnnotation;
}

/** Strings, and what no directive stands in: comments, templates and the line of the interpreter. */
const TOKENS = /("(?:\\[^]|[^"\\\n])*"|'(?:\\[^]|[^'\\\n])*')|^#!.*|\/\/.*|\/\*[^]*?\*\/|`(?:\\[^]|[^`\\])*`/g;

/** The directive, alone or behind others, where a file or a block begins. */
const PLACE = new RegExp(String.raw`(?:^|\{)\s*(?:""[\s;]*)*["']${DIRECTIVE}["'][^\S\n]*(?:[;}\n]|$)`);

/** True where the directive seems to be one. A file without it that the parser cannot read is for others to read. */
export function seemsToOptIn(code: string): boolean {
  const plain = code.replace(TOKENS, (_, string?: string) => (string === undefined ? " " : string.slice(1, -1) === DIRECTIVE ? string : '""'));
  return PLACE.test(plain);
}
