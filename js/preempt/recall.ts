// Recall: before a chunk, the engine is told again which variables of the loop are numbers.
//
//   sum = typeof sum === "number" ? +sum : $.same(sum);
//   i = (i | 0) === i ? i | 0 : $.same(i);
//
// It gives a variable the value that it has. Where a turn may be given up the engine forgets what a variable holds, and would
// box a sum anew at each iteration. Here it sees a number, and no other way: one that was never taken counts as none.
//
// The second form is for counters, which are whole and never -0: those that start as whole numbers and are changed by whole
// numbers only.

import type * as t from "@babel/types";
import type { FunctionInfo, LoopInfo } from "./functions.ts";
import { bare, isFunction, isOfClass, walk } from "./syntax.ts";

interface Variable {
  /** Where it is known: a `let`, below its declaration in this block or loop; the others everywhere. */
  readonly block: t.Node | undefined;
  readonly from: number;
  isCounter: boolean;
}

/** The variables of a function that may be assigned, by their names; undefined where a name is declared twice, or otherwise. */
export type Variables = ReadonlyMap<string, Variable | undefined>;

const ARITHMETIC = /^(?:[-+*/%&|^]|\*\*|<<|>>>?)=?$/;
const BITWISE = /^(?:[&|^]|<<|>>>?)=?$/;

export function variablesOf({ node }: FunctionInfo): Variables {
  const variables = new Map<string, Variable | undefined>();
  const declare = (name: string, variable: Variable | undefined): void => void variables.set(name, variables.has(name) ? undefined : variable);
  const declareAll = (pattern: t.Node): void =>
    walk(pattern, [], (one) => {
      if (one.type === "Identifier") declare(one.name, undefined);
    });

  const isBlock = node.type === "StaticBlock";
  for (const parameter of isBlock ? [] : node.params) {
    if (parameter.type === "Identifier") declare(parameter.name, { block: undefined, from: 0, isCounter: false });
    else declareAll(parameter);
  }
  walk(isBlock ? node : node.body, [], (one, ancestors) => {
    if (one !== node && (isFunction(one) || isOfClass(one))) {
      if (one.type === "FunctionDeclaration" && one.id) declare(one.id.name, undefined);
      return false;
    }
    if (one.type === "ClassDeclaration" && one.id) declare(one.id.name, undefined);
    else if (one.type === "CatchClause" && one.param) declareAll(one.param);
    else if (one.type === "VariableDeclaration") {
      for (const { id, init, end } of one.declarations) {
        const block = ancestors.at(-1);
        const isKnown = one.kind === "var" || (one.kind === "let" && (block?.type === "BlockStatement" || block?.type === "StaticBlock" || (block?.type === "ForStatement" && block.init === one)));
        if (id.type === "Identifier" && isKnown) declare(id.name, { block: one.kind === "var" ? undefined : block, from: end as number, isCounter: isWhole(init) });
        else declareAll(id);
      }
    }
    return true;
  });
  walk(node, [], (one, ancestors) => {
    // Text that is evaluated may do anything with any of them.
    if (one.type === "Identifier" && one.name === "eval") for (const variable of variables.values()) if (variable !== undefined) variable.isCounter = false;
    if (one.type !== "Identifier" || variables.get(one.name)?.isCounter !== true || keepsWhole(one, ancestors)) return;
    (variables.get(one.name) as Variable).isCounter = false;
  });
  return variables;
}

/** The statements before a chunk of a loop. */
export function recall({ node: loop, ancestors }: LoopInfo, variables: Variables, library: string): string {
  let statements = "";
  for (const name of calculatedIn(loop)) {
    const variable = variables.get(name);
    if (variable === undefined) continue;
    const { block, from, isCounter } = variable;
    const isDeclared = block === undefined || block === loop || (ancestors.includes(block) && from <= (loop.start as number));
    if (!isDeclared) continue;
    const [test, value] = isCounter ? [`(${name} | 0) === ${name}`, `${name} | 0`] : [`typeof ${name} === "number"`, `+${name}`];
    statements += `${name} = ${test} ? ${value} : ${library}.same(${name}); `;
  }
  return statements;
}

/** The names of what a loop calculates with. */
function calculatedIn(loop: t.Node): ReadonlySet<string> {
  const names = new Set<string>();
  walk(loop, [], (node) => {
    if (isFunction(node) || isOfClass(node)) return false;
    if (node.type === "UpdateExpression" && node.argument.type === "Identifier") names.add(node.argument.name);
    if (node.type === "AssignmentExpression" && node.left.type === "Identifier" && (node.operator === "=" ? isCalculation(node.right) : ARITHMETIC.test(node.operator))) names.add(node.left.name);
    return true;
  });
  return names;
}

function isCalculation(expression: t.Node): boolean {
  const inner = bare(expression);
  return inner.type === "NumericLiteral" || inner.type === "UnaryExpression" || (inner.type === "BinaryExpression" && ARITHMETIC.test(inner.operator)) || (inner.type === "CallExpression" && inner.callee.type === "MemberExpression" && inner.callee.object.type === "Identifier" && inner.callee.object.name === "Math");
}

/** True for a value that certainly is a whole number, and not -0. */
function isWhole(value: t.Node | null | undefined): boolean {
  if (value === null || value === undefined) return false;
  const inner = bare(value);
  if (inner.type === "NumericLiteral") return Number.isInteger(inner.value);
  return inner.type === "BinaryExpression" && BITWISE.test(inner.operator) && (isWhole(inner.left) || isWhole(inner.right));
}

/** True where a name of a counter is declared or read, or stays a counter. */
function keepsWhole(name: t.Identifier, ancestors: readonly t.Node[]): boolean {
  const parent = ancestors.at(-1);
  switch (parent?.type) {
    case "AssignmentExpression":
      if (parent.left !== name) return true;
      return BITWISE.test(parent.operator) || (/^[-+]?=$/.test(parent.operator) && isWhole(parent.right));
    case "VariableDeclarator":
    case "UpdateExpression":
    case "BinaryExpression":
    case "UnaryExpression":
    case "LogicalExpression":
    case "ConditionalExpression":
    case "CallExpression":
    case "NewExpression":
    case "MemberExpression":
    case "OptionalMemberExpression":
    case "ReturnStatement":
    case "ExpressionStatement":
    case "TemplateLiteral":
    case "ForStatement":
    case "WhileStatement":
    case "DoWhileStatement":
    case "IfStatement":
    case "SwitchStatement":
    case "SwitchCase":
    case "SpreadElement":
    case "ArrayExpression":
    case "YieldExpression":
      return true;
    case "ObjectProperty":
      return ancestors.at(-2)?.type === "ObjectExpression" || (parent.key === name && !parent.shorthand);
    case "ArrowFunctionExpression":
      return parent.body === name;
    default:
      return false;
  }
}
