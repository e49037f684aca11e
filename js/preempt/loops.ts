// Loops: what stands around one, and what leaves it.

import type * as t from "@babel/types";
import type { FunctionInfo, LoopInfo } from "./functions.ts";
import { isFunction, isOfClass, walk } from "./syntax.ts";
import type { Loop } from "./syntax.ts";

/** True for a loop with no other in it, and no `yield`. */
export function isInnermost({ node }: LoopInfo, { loops, yields }: FunctionInfo): boolean {
  return ![...loops, ...yields].some(({ node: other }) => other !== node && isWithin(other, node));
}

function isWithin(inner: t.Node, outer: t.Node): boolean {
  return (inner.start as number) >= (outer.start as number) && (inner.end as number) <= (outer.end as number);
}

/** True where another statement may stand right behind a loop. */
export function hasEnd({ type, body, end }: Loop, code: string): boolean {
  return code[(end as number) - 1] === ";" || (type !== "DoWhileStatement" && body.type === "BlockStatement");
}

/** The labels of a loop, outermost first. */
export function labelsOf(ancestors: readonly t.Node[]): t.LabeledStatement[] {
  let first = ancestors.length;
  while (ancestors[first - 1]?.type === "LabeledStatement") first--;
  return ancestors.slice(first) as t.LabeledStatement[];
}

export interface Exit {
  readonly statement: t.Statement;
  /** It stands in a `try` of the loop, which runs its `catch` or `finally` first. */
  readonly isTried: boolean;
}

/** The statements in a loop that leave it for somewhere else than behind it. */
export function exitsOf(loop: t.Node, labels: readonly t.LabeledStatement[]): Exit[] {
  const exits: Exit[] = [];
  const inside = new Set(labels.map(({ label }) => label.name));
  walk(loop, [], (node, ancestors) => {
    if (isFunction(node) || isOfClass(node)) return false;
    if (node.type === "LabeledStatement") inside.add(node.label.name);
    const isJump = (node.type === "BreakStatement" || node.type === "ContinueStatement") && node.label !== null && node.label !== undefined && !inside.has(node.label.name);
    if (isJump || node.type === "ReturnStatement") exits.push({ statement: node as t.Statement, isTried: ancestors.some(({ type }) => type === "TryStatement") });
    return true;
  });
  return exits;
}
