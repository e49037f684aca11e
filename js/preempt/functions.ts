// The functions of one file: what each holds of its own, and which of them opt in.

import type * as t from "@babel/types";
import { DIRECTIVE, isMeantToOptIn } from "./directive.ts";
import { bare, isAround, isFunction, isLoop, isOfClass, isTypeOnly, nameOf, walk } from "./syntax.ts";
import type { FunctionNode, Loop } from "./syntax.ts";

/** What has loops of its own: a function, or a static block of a class, which is compiled as one. */
type CodeNode = FunctionNode | t.StaticBlock;

export interface LoopInfo {
  readonly node: Loop;
  /** The nodes around it, outermost first. */
  readonly ancestors: readonly t.Node[];
}

export interface YieldInfo {
  readonly node: t.YieldExpression;
  /** It ends a statement that has no semicolon. */
  readonly isLast: boolean;
}

export interface FunctionInfo {
  readonly node: CodeNode;
  /** The nodes around it, outermost first. */
  readonly ancestors: readonly t.Node[];
  /** The names under which it may call itself. */
  readonly names: ReadonlySet<string>;
  readonly loops: LoopInfo[];
  readonly tries: t.TryStatement[];
  /** What it yields: `yield` and `yield*`. */
  readonly yields: YieldInfo[];
  readonly isOptedIn: boolean;
  callsItself: boolean;
  /** Contains a `with` or stands in one, where any name may be somebody else's. */
  hasWith: boolean;
}

export interface FileInfo {
  readonly functions: readonly FunctionInfo[];
  readonly directives: readonly t.Directive[];
  /** What was meant as a directive and is none, in code that nothing opts in. */
  readonly misplaced: readonly t.Node[];
}

/** Gathers the functions of a file. Those that have not opted in are left out. */
export function functionsOf(program: t.Program, isIncluded: boolean): FileInfo {
  const functions: FunctionInfo[] = [];
  const directives: t.Directive[] = [];
  const misplaced: t.Node[] = [];
  const isFileOptedIn = optsIn(program.directives, directives) || isIncluded; // in this order: an included file may have one too
  const open: (FunctionInfo | undefined)[] = []; // the functions around a node, undefined for code of a class that is not compiled
  const choices = [isFileOptedIn]; // whether they opt in, as what is in them does

  function visit(node: t.Node, ancestors: readonly t.Node[]): boolean {
    if (isTypeOnly(node)) return false;
    if (choices.at(-1) !== true && isMeantToOptIn(node)) misplaced.push(node);
    if (isFunction(node) || isOfClass(node)) {
      enter(node, ancestors);
      return false;
    }
    if (node.type === "CallExpression" || node.type === "OptionalCallExpression") {
      const name = nameOf(node.callee);
      if (name !== undefined) for (const one of open) if (one?.names.has(name) === true) one.callsItself = true;
    }
    const current = open.at(-1);
    if (current === undefined) return true;
    if (isLoop(node)) current.loops.push({ node, ancestors: [...ancestors] });
    else if (node.type === "TryStatement") current.tries.push(node);
    else if (node.type === "YieldExpression") current.yields.push({ node, isLast: isLastIn(node, ancestors) });
    else if (node.type === "WithStatement") current.hasWith = true;
    return true;
  }

  function enter(node: t.Node, ancestors: readonly t.Node[]): void {
    const outer = open.at(-1);
    const own = isFunction(node) && node.body.type === "BlockStatement" && optsIn(node.body.directives, directives);
    const isOptedIn = own || choices.at(-1) === true;
    const isCompiled = isFunction(node) || (node.type === "StaticBlock" && open.some((one) => one !== undefined));
    const info = isCompiled ? newInfo(node, ancestors, isOptedIn) : undefined;
    const children = childNodes(node);
    const around = children.filter((child) => isAround(child, node));
    for (const child of around) walk(child, [...ancestors, node], visit);
    if (info !== undefined) functions.push(info);
    open.push(info);
    choices.push(isOptedIn);
    for (const child of children) if (!around.includes(child)) walk(child, [...ancestors, node], visit);
    choices.pop();
    open.pop();
    if (outer !== undefined && info?.hasWith === true) outer.hasWith = true;
  }

  walk(program, [], visit);
  return { functions: functions.filter((one) => one.isOptedIn && !one.hasWith), directives, misplaced };
}

/** True for a generator that yields nothing of its own, and so may yield to give up its turn: a body, or a part of one. */
export function isBody({ node, yields }: FunctionInfo): boolean {
  return "generator" in node && node.generator === true && !isAsync(node) && yields.every(({ node: { delegate } }) => delegate);
}

/** True for a generator that yields values of its own. */
export function isOfValues(one: FunctionInfo): boolean {
  return "generator" in one.node && one.node.generator === true && !isAsync(one.node) && !isBody(one);
}

export function isAsync(node: CodeNode): boolean {
  return "async" in node && node.async === true;
}

function newInfo(node: CodeNode, ancestors: readonly t.Node[], isOptedIn: boolean): FunctionInfo {
  const own = ["id" in node ? nameOf(node.id) : undefined, "key" in node && !("computed" in node && node.computed) ? nameOf(node.key) : undefined, nameOfTarget(ancestors.at(-1))];
  const names = new Set(own.filter((name) => name !== undefined));
  return { node, ancestors: [...ancestors], names, loops: [], tries: [], yields: [], isOptedIn, callsItself: false, hasWith: ancestors.some(({ type }) => type === "WithStatement") };
}

/** True for a `yield` with which a statement ends, without a semicolon; not for one that another ends with. */
function isLastIn({ end }: t.YieldExpression, ancestors: readonly t.Node[]): boolean {
  const ended = ancestors.filter((one) => one.end === end);
  if (ended.some(({ type }) => type === "YieldExpression")) return false;
  return ended.some((one) => /^(?:(?:Expression|Return|Throw)Statement|VariableDeclaration)$/.test(one.type) && !isLoop(ancestors[ancestors.indexOf(one) - 1] as t.Node));
}

/** The name that an anonymous function is given where it stands. */
function nameOfTarget(parent: t.Node | undefined): string | undefined {
  switch (parent?.type) {
    case "VariableDeclarator":
      return nameOf(parent.id);
    case "AssignmentExpression":
    case "AssignmentPattern":
      return nameOf(parent.left);
    case "ObjectProperty":
    case "ClassProperty":
      return parent.computed === true ? undefined : nameOf(parent.key);
    case "ClassPrivateProperty":
      return nameOf(parent.key);
    default:
      return undefined;
  }
}

/** Says whether the directives opt in, and gathers those that do: they have done their work. */
function optsIn(directives: readonly t.Directive[], found: t.Directive[]): boolean {
  const own = directives.filter(({ value }) => value.value === DIRECTIVE);
  found.push(...own);
  return own.length > 0;
}

/** The variable at which `a.b(…).c(…)` begins. */
export function rootOf(node: t.Node | null | undefined): string | undefined {
  const inner = node === null || node === undefined ? undefined : bare(node);
  switch (inner?.type) {
    case "Identifier":
      return inner.name;
    case "CallExpression":
    case "OptionalCallExpression":
      return rootOf(inner.callee);
    case "MemberExpression":
    case "OptionalMemberExpression":
      return rootOf(inner.object);
    default:
      return undefined;
  }
}

function childNodes(node: t.Node): t.Node[] {
  const children: t.Node[] = [];
  walk(node, [], (child) => {
    if (child !== node) children.push(child);
    return child === node;
  });
  return children;
}
