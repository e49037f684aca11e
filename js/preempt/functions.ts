// The functions of one file: what each holds of its own, and which of the generators are bodies.
//
// A *body* blocks with `yield*` and yields nothing of its own, so it may also yield to give up its turn. A generator that
// other code asks for its values must yield exactly those. Which of the two a generator is shows in its file:
//
//   yields a value                                     values
//   is asked for values: for…of, spread, next() …      values
//   is delegated to by one that is asked for values    values
//   hands on those of something that is no call        values, unless it also performs an operation of beamlet
//   everything else                                    a body

import type * as t from "@babel/types";
import { bare, isFunction, isLoop, isOfClass, nameOf, walk } from "./syntax.ts";
import type { FunctionNode, Loop } from "./syntax.ts";

export interface FunctionInfo {
  readonly node: FunctionNode;
  /** The names under which the file speaks of it. */
  readonly names: Set<string>;
  readonly loops: Loop[];
  readonly tries: t.TryStatement[];
  /** What it yields: `yield` and `yield*`. */
  readonly yields: t.YieldExpression[];
  readonly isOptedIn: boolean;
  callsItself: boolean;
  /** Contains a `with`, where any name may be somebody else's. */
  hasWith: boolean;
  isAskedForValues: boolean;
  isBody: boolean;
}

export interface FileInfo {
  readonly functions: readonly FunctionInfo[];
  readonly directives: readonly t.Directive[];
}

export const DIRECTIVE = "use beamlet";
const PACKAGE = "beamlet";

/** Methods of lists, maps and sets: what they return holds values. */
const listMethods = new Set(["entries", "values", "keys", "map", "filter", "flatMap", "flat", "slice", "concat", "reverse", "sort", "splice", "split", "matchAll", "match", "from", "of", "take", "drop"]);

/** Gathers the functions of a file. Those that have not opted in are left out. */
export function functionsOf(program: t.Program, isIncluded: boolean): FileInfo {
  const functions: FunctionInfo[] = [];
  const directives: t.Directive[] = [];
  const calls: { readonly call: t.CallExpression | t.OptionalCallExpression; readonly ancestors: readonly t.Node[] }[] = [];
  const aliases: [name: string, alias: string][] = [];
  const ofPackage = importsOf(program);
  const isFileOptedIn = isIncluded || optsIn(program.directives, directives);
  const open: (FunctionInfo | undefined)[] = []; // the functions around a node, undefined for code of a class

  function visit(node: t.Node, ancestors: readonly t.Node[]): unknown {
    if (node.type.startsWith("TS") && bare(node) === node && node.type !== "TSExportAssignment" && node.type !== "TSModuleDeclaration" && node.type !== "TSModuleBlock" && node.type !== "TSParameterProperty" && node.type !== "TSEnumDeclaration") return false;
    if (isFunction(node) || isOfClass(node)) {
      enter(node, ancestors);
      return false;
    }
    const current = open.at(-1);
    if (node.type === "CallExpression" || node.type === "OptionalCallExpression") {
      calls.push({ call: node, ancestors: [...ancestors] });
      const name = nameOf(node.callee);
      if (name !== undefined) for (const one of open) if (one?.names.has(name) === true) one.callsItself = true;
    }
    noteAlias(node, aliases);
    if (current === undefined) return true;
    if (isLoop(node)) current.loops.push(node);
    else if (node.type === "TryStatement") current.tries.push(node);
    else if (node.type === "YieldExpression") current.yields.push(node);
    else if (node.type === "WithStatement") current.hasWith = true;
    return true;
  }

  function enter(node: t.Node, ancestors: readonly t.Node[]): void {
    const outer = open.at(-1);
    const own = isFunction(node) && node.body.type === "BlockStatement" && optsIn(node.body.directives, directives);
    const isOptedIn = isFileOptedIn || own || outer?.isOptedIn === true;
    const info = isFunction(node) ? newInfo(node, ancestors.at(-1), isOptedIn) : undefined;
    const children = childNodes(node);
    const key = "key" in node && "computed" in node && node.computed === true ? children.find((child) => child === node.key) : undefined;
    if (key !== undefined) walk(key, [...ancestors, node], visit); // belongs to the code around
    if (info !== undefined) functions.push(info);
    open.push(info);
    for (const child of children) if (child !== key) walk(child, [...ancestors, node], visit);
    open.pop();
    if (outer !== undefined && info?.hasWith === true) outer.hasWith = true;
  }

  walk(program, [], visit);
  for (const [name, alias] of aliases) for (const one of functions) if (one.names.has(name)) one.names.add(alias);
  for (const { call, ancestors } of calls) if (asksForValues(call, ancestors)) markAsked(functions, call);
  findBodies(functions, ofPackage);
  return { functions: functions.filter((one) => one.isOptedIn && !one.hasWith), directives };
}

function newInfo(node: FunctionNode, parent: t.Node | undefined, isOptedIn: boolean): FunctionInfo {
  const names = new Set<string>();
  for (const name of ["id" in node ? nameOf(node.id) : undefined, "key" in node && !("computed" in node && node.computed) ? nameOf(node.key) : undefined, nameOfTarget(parent)]) {
    if (name !== undefined) names.add(name);
  }
  const isIterator = "key" in node && "computed" in node && node.computed === true;
  return { node, names, loops: [], tries: [], yields: [], isOptedIn, callsItself: false, hasWith: false, isAskedForValues: isIterator, isBody: false };
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
    case "ClassPrivateProperty":
      return parent.type !== "ClassPrivateProperty" && parent.computed === true ? undefined : nameOf(parent.key);
    default:
      return undefined;
  }
}

function noteAlias(node: t.Node, aliases: [string, string][]): void {
  const [value, target] =
    node.type === "VariableDeclarator" ? [node.init, node.id]
    : node.type === "AssignmentExpression" ? [node.right, node.left]
    : node.type === "ObjectProperty" && !node.computed ? [node.value, node.key]
    : node.type === "ImportSpecifier" || node.type === "ExportSpecifier" ? [node.local, node.type === "ExportSpecifier" ? node.exported : node.imported]
    : [undefined, undefined];
  const [name, alias] = [nameOf(value), nameOf(target)];
  if (name !== undefined && alias !== undefined && name !== alias) aliases.push([name, alias]);
}

/** Says whether the directives opt in, and gathers those that do: they have done their work. */
function optsIn(directives: readonly t.Directive[], found: t.Directive[]): boolean {
  const own = directives.filter(({ value }) => value.value === DIRECTIVE);
  found.push(...own);
  return own.length > 0;
}

/** The names that a file has from beamlet. */
function importsOf(program: t.Program): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of program.body) {
    if (statement.type === "ImportDeclaration" && isPackage(statement.source)) for (const { local } of statement.specifiers) names.add(local.name);
    if (statement.type !== "VariableDeclaration") continue;
    for (const { id, init } of statement.declarations) {
      if (init?.type !== "CallExpression" || nameOf(init.callee) !== "require" || !isPackage(init.arguments[0])) continue;
      walk(id, [], (node) => {
        if (node.type === "Identifier") names.add(node.name);
      });
    }
  }
  return names;
}

function isPackage(source: t.Node | undefined): boolean {
  return source?.type === "StringLiteral" && (source.value === PACKAGE || source.value.startsWith(`${PACKAGE}/`));
}

/** True where a call stands whose result, if it is a generator, is not performed as a whole: it is kept, passed on, or iterated. */
function asksForValues(call: t.Node, ancestors: readonly t.Node[]): boolean {
  let inner = call;
  for (let i = ancestors.length - 1; i >= 0; i--) {
    const outer = ancestors[i] as t.Node;
    switch (outer.type) {
      case "YieldExpression":
        return !outer.delegate;
      case "ReturnStatement":
      case "ExpressionStatement":
        return false;
      case "ArrowFunctionExpression":
        return outer.body !== inner;
      case "UnaryExpression":
        return outer.operator !== "void";
      case "ConditionalExpression":
        if (outer.test === inner) return true;
        break;
      case "LogicalExpression":
        if (outer.left === inner) return true;
        break;
      case "SequenceExpression":
        if (outer.expressions.at(-1) !== inner) return false;
        break;
      default:
        if (bare(outer) === outer) return true;
    }
    inner = outer;
  }
  return false;
}

function markAsked(functions: readonly FunctionInfo[], call: t.CallExpression | t.OptionalCallExpression): void {
  const callee = bare(call.callee);
  const isApplied = callee.type === "MemberExpression" && ["call", "apply", "bind"].includes(nameOf(callee) ?? "");
  const called = isApplied ? bare(callee.object) : callee;
  const name = nameOf(called);
  for (const one of functions) if (one.node === called || (name !== undefined && one.names.has(name))) one.isAskedForValues = true;
}

function findBodies(functions: readonly FunctionInfo[], ofPackage: ReadonlySet<string>): void {
  const generators = functions.filter(({ node }) => node.generator === true);
  for (const one of generators) {
    one.isBody = one.node.async !== true && !one.isAskedForValues && one.yields.every(({ delegate }) => delegate) && (performs(one, ofPackage) || !one.yields.some(({ argument }) => handsOnValues(argument)));
  }
  while (spread(generators, ofPackage));
}

/** Follows `yield*` from generator to generator, by their names. Returns whether one of them turned out to be no body. */
function spread(generators: readonly FunctionInfo[], ofPackage: ReadonlySet<string>): boolean {
  const named = new Map<string, FunctionInfo[]>();
  for (const one of generators) for (const name of one.names) named.set(name, [...(named.get(name) ?? []), one]);
  let hasChanged = false;
  for (const one of generators) {
    for (const { argument } of one.yields) {
      const inner = calleeNames(argument).flatMap((name) => named.get(name) ?? []);
      // Who is asked for values asks those to whom it delegates; who delegates to values alone has values.
      const losing = one.isBody ? (inner.length > 0 && inner.every(({ isBody }) => !isBody) && !performs(one, ofPackage) ? [one] : []) : inner.filter(({ isBody }) => isBody);
      for (const loser of losing) loser.isBody = false;
      hasChanged ||= losing.length > 0;
    }
  }
  return hasChanged;
}

/** True when it delegates to an operation of beamlet: then nobody but the scheduler can ask it. */
function performs({ yields }: FunctionInfo, ofPackage: ReadonlySet<string>): boolean {
  return yields.some(({ argument }) => ofPackage.has(rootOf(argument) ?? ""));
}

/** True for `yield*` of something that is no call, or a call of which values come. */
function handsOnValues(argument: t.Node | null | undefined): boolean {
  if (argument === null || argument === undefined) return true;
  const inner = bare(argument);
  switch (inner.type) {
    case "CallExpression":
    case "OptionalCallExpression":
      return listMethods.has(nameOf(inner.callee) ?? "");
    case "ConditionalExpression":
      return handsOnValues(inner.consequent) || handsOnValues(inner.alternate);
    case "LogicalExpression":
      return handsOnValues(inner.right);
    default:
      return true;
  }
}

/** The names of what `yield*` may call. */
function calleeNames(argument: t.Node | null | undefined): string[] {
  const inner = argument === null || argument === undefined ? undefined : bare(argument);
  switch (inner?.type) {
    case "CallExpression":
    case "OptionalCallExpression":
      return [nameOf(inner.callee) ?? ""];
    case "ConditionalExpression":
      return [...calleeNames(inner.consequent), ...calleeNames(inner.alternate)];
    case "LogicalExpression":
      return [...calleeNames(inner.left), ...calleeNames(inner.right)];
    case "SequenceExpression":
      return calleeNames(inner.expressions.at(-1));
    default:
      return [];
  }
}

/** The variable at which `a.b(…).c(…)` begins. */
function rootOf(node: t.Node | null | undefined): string | undefined {
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
  walk(node, [], (child) => child === node || (children.push(child), false));
  return children;
}
