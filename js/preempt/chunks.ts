// Chunks: how the engine is left alone with a loop between two places where it may give up its turn.
//
//   for (INIT; TEST; UPDATE) BODY
//
//   { INIT; let most = $.left | 0, left = most;
//     for (;;) {
//       sum = typeof sum === "number" ? +sum : $.same(sum);     see recall.ts
//       left |= 0;
//       for (; --left >= 0 && (TEST); UPDATE) BODY              a chunk
//       $.left -= most - left;
//       if (left >= 0) break;                                   the loop is over
//       if ($.mustYield(chain)) yield $.turn;
//       left = most = $.left | 0;
//     }
//   }
//
// A loop with a `yield` in it can be come back to in the middle, and is compiled for that: its variables may be anything at each
// iteration. In a chunk there is none. It is left before a test, and gone on with there, so that a test, an update and a
// body are run as often and in the order in which they would be; `break` and `continue` mean the inner loop, with its labels.
// What leaves both loops charges first. An exception does not: it takes longer than a chunk of the tightest loop.
//
// `for (HEAD of ITERABLE) BODY` goes by index over an array, and over anything else by a list with one place: js/loop-list.ts.
//
//   { const iterable = (ITERABLE), steps = $.steps(iterable), list = steps ?? iterable, values = …; let at = 0, from, end;
//     try {
//       for (;;) {
//         …  from = at = …; end = at + $.left;
//         for (; at < end && at < list.length; at++) { HEAD = values[steps === undefined ? at : 0]; BODY }
//         $.left += from - at - 1;
//         if (at < end) break;
//         …
//       }
//     } catch (error) { steps?.abandon(); throw error; }
//     steps?.close();
//   }
//
// Where the syntax tells that it is hardly an array, its iterator is asked in the loop, for the engine to see what it is and to make
// no object of a step. Another loop is better without that: the engine moves nothing out of one with a call that is never made.
//
//   for (let value, step; at < end && (steps === undefined ? at < iterable.length && ((value = iterable[at]), true)
//     : !(step = source.next()).done && ((value = step.value), true)); at++) { HEAD = value; BODY }
//
// What leaves it otherwise closes the list where it leaves. A `finally` around it all would cost an array ten iterations.

import type MagicString from "magic-string";
import type * as t from "@babel/types";
import type { FunctionInfo, LoopInfo } from "./functions.ts";
import { exitsOf, hasEnd, isInnermost, labelsOf } from "./loops.ts";
import { recall } from "./recall.ts";
import type { Variables } from "./recall.ts";
import { bare, isFunction, nameOf, walk } from "./syntax.ts";
import type { Loop } from "./syntax.ts";

/** Compiles a loop of a body to chunks. Returns false where that is not possible, and nothing is changed. */
export function compileToChunks(loop: LoopInfo, body: FunctionInfo, variables: Variables, library: string, text: MagicString): boolean {
  const { node, ancestors } = loop;
  if (!isInnermost(loop, body) || !isPossible(node)) return false;
  const labels = labelsOf(ancestors);
  const exits = exitsOf(node, labels);
  if (node.type === "ForOfStatement" && exits.some(({ isTried }) => isTried)) return false; // its list is closed later than there
  const [most, left, iterable, steps, list, values, source, next, step, value, at, from, end, error] = ["Most", "Left", "Iterable", "Steps", "List", "Values", "Source", "Next", "Step", "Value", "At", "From", "End", "Error"].map((word) => library + word);
  const start = (labels.at(0)?.start ?? node.start) as number;
  const named = labels.map(({ label }) => `${label.name}: `).join("");
  const recalled = recall(loop, variables, library);
  const isOfList = node.type === "ForOfStatement";
  const charge = isOfList ? `${library}.left += ${from} - ${at} - 1;` : `${library}.left -= ${most} - ${left};`;
  const counts = `${most} = ${library}.left | 0, ${left} = ${most}`;
  const open = `for (;;) { ${recalled}${left} |= 0; `;
  const close = ` ${charge} if (${left} >= 0) break; if (${library}.mustYield(${library}Chain)) yield ${library}.turn; ${left} = ${most} = ${library}.left | 0; }`;

  for (const { statement } of exits) leave(statement);
  switch (node.type) {
    case "WhileStatement":
      text.prependRight(start, `{ let ${counts}; ${open}`);
      countIn(node.test);
      break;
    case "DoWhileStatement":
      text.prependRight(start, `{ let ${counts}; ${open}`);
      countAtHead(node.body);
      break;
    case "ForStatement":
      if (node.init === null || node.init === undefined) text.prependRight(start, `{ let ${counts}; ${open}`);
      else {
        text.remove(start, node.init.start as number);
        const [before, after] = node.init.type === "VariableDeclaration" ? ["", ""] : ["(", ")"]; // a statement may not begin as every expression does
        text.prependRight(node.init.start as number, `{ ${before}`);
        text.appendLeft(node.init.end as number, `${after}; let ${counts}; ${open}${named}for (`);
      }
      if (node.test === null || node.test === undefined) countAtHead(node.body);
      else countIn(node.test);
      break;
    case "ForOfStatement":
      iterate(node);
      break;
    case "ForInStatement":
  }
  if (!isOfList) text.appendLeft(node.end as number, `${hasEnd(node, text.original) ? "" : ";"}${close} }`);
  return true;

  /** Charges before a statement that leaves the loop, and closes its list. */
  function leave({ type, start: from, end }: t.Statement): void {
    const isReturn = type === "ReturnStatement";
    const [before, after] = !isOfList ? ["", ""] : isReturn ? ["try { ", ` } catch (${error}) { ${steps}?.abandon(); throw ${error}; } finally { ${steps}?.close(); }`] : [`${steps}?.close(); `, ""];
    text.prependRight(from as number, `{ ${charge} ${before}`).appendLeft(end as number, `${after} }`);
  }

  function countIn(test: t.Expression): void {
    text.prependRight(test.start as number, `--${left} >= 0 && (`).appendLeft(test.end as number, ")");
  }

  function countAtHead(statement: t.Statement): void {
    const check = `if (--${left} < 0) break;`;
    if (statement.type === "BlockStatement") text.appendLeft((statement.start as number) + 1, ` ${check}`);
    else text.prependRight(statement.start as number, `{ ${check} `).appendLeft(statement.end as number, " }");
  }

  function iterate(loop: t.ForOfStatement): void {
    const head = { start: loop.left.start as number, end: loop.left.end as number };
    const given = { start: loop.right.start as number, end: loop.right.end as number };
    const body = loop.body.start as number;
    const isNew = loop.left.type === "VariableDeclaration";
    const isArray = `${steps} === void 0`; // `undefined` may be a name of the program's
    const { names, init, hasNext, taken } = isHardlyArray(loop) || takesValueFirst(loop) ? askedInLoop() : askedAsList();
    const before = [
      `), ${steps} = ${library}.steps(${iterable}), ${names};`,
      `let ${at} = 0, ${from} = 0, ${end} = 0;`,
      `try { for (;;) { ${recalled}${from} = ${at} = ${isArray} ? (${at} | 0) === ${at} ? ${at} | 0 : ${library}.same(${at}) : 0;`,
      `${end} = ${at} + (${library}.left | 0);`,
      `${named}for (${init}; ${at} < ${end} && ${hasNext}; ${at}++) { `,
    ].join(" ");
    const giveUp = [
      `{ let ${library}Open = ${steps};`,
      `try { yield ${library}.turn; ${library}Open = void 0; }`,
      `catch (${error}) { ${library}Open = void 0; throw ${error}; }`,
      `finally { ${library}Open?.close(); } }`,
    ].join(" ");
    const after = [
      ` } ${charge} if (${at} < ${end}) break; if (${library}.mustYield(${library}Chain)) ${giveUp} }`, // of the chunk, and of the loop around chunks
      `} catch (${error}) { ${steps}?.abandon(); throw ${error}; }`,
      `${steps}?.close(); }`,
    ].join(" ");
    // What is declared stands by itself; what is assigned is an expression, in parentheses of its own where it has a type.
    const [open, close] = isNew ? ["", ""] : bare(loop.left) === loop.left ? ["(", ""] : ["((", ")"];
    text.remove(start, head.start).remove(head.end, given.start).remove(given.end, body);
    text.prependRight(given.start, `{ const ${iterable} = (`);
    text.appendLeft(given.end, before);
    text.prependRight(head.start, open).appendLeft(head.end, `${close} = ${taken}${isNew ? "" : ")"}; `);
    text.move(head.start, head.end, body);
    text.appendLeft(loop.end as number, after);

    /** An array by index, anything else by its list. */
    function askedAsList(): Asked {
      return {
        names: `${list} = ${steps} ?? ${iterable}, ${values} = ${isArray} ? ${iterable} : ${steps}.values`,
        init: "",
        hasNext: `${at} < ${list}.length`,
        taken: `${values}[${isArray} ? ${at} : 0]`,
      };
    }

    /** As above, but the iterator is asked here, as long as its `next` is what it was. */
    function askedInLoop(): Asked {
      const ofArray = `${at} < ${iterable}.length && ((${value} = ${iterable}[${at}]), true)`;
      const asked = `${source}.next === ${next} ? ${source}.next() : ${steps}.next()`;
      return {
        names: `${source} = ${steps}?.source, ${next} = ${source}?.next`,
        init: `let ${value}, ${step}`,
        hasNext: `(${isArray} ? ${ofArray} : !(${step} = ${asked}).done && ((${value} = ${step}.value), true))`,
        taken: `${value}`,
      };
    }
  }
}

/** How a loop over a list asks for its next value. */
interface Asked {
  /** What is declared before the loop. */
  readonly names: string;
  /** The beginning of a chunk, its test, and where the value is then. */
  readonly init: string;
  readonly hasNext: string;
  readonly taken: string;
}

/** True for a loop whose syntax tells that it goes over something else than an array. */
function isHardlyArray(loop: Loop): boolean {
  if (loop.type !== "ForOfStatement") return false;
  const { left, right } = loop;
  const head = left.type === "VariableDeclaration" ? left.declarations[0]?.id : left;
  const iterable = bare(right);
  if (iterable.type === "CallExpression" && iterable.callee.type === "MemberExpression" && nameOf(iterable.callee.object) === "Object") return false;
  return head?.type === "ArrayPattern" || iterable.type === "StringLiteral" || iterable.type === "TemplateLiteral" || iterable.type === "NewExpression" || (iterable.type === "CallExpression" && /^(keys|values|entries|matchAll)$/.test(nameOf(iterable.callee) ?? ""));
}

/** True for a head that does something before it is assigned to. */
function takesValueFirst({ left }: t.ForOfStatement): boolean {
  return left.type !== "VariableDeclaration" && bare(left).type === "MemberExpression";
}

function isPossible(loop: Loop): boolean {
  switch (loop.type) {
    case "ForStatement":
      return loop.init?.extra?.["parenthesized"] !== true && !isCaptured(loop.init, loop);
    case "ForOfStatement":
      return isPlainHead(loop);
    case "ForInStatement":
      return false;
    default:
      return true;
  }
}

/** True where the variables of a head may be seen by a function: then each iteration has its own. */
function isCaptured(init: t.Node | null | undefined, loop: t.Node): boolean {
  if (init?.type !== "VariableDeclaration" || init.kind === "var") return false;
  if (init.kind !== "let" && init.kind !== "const") return true;
  return isNamedIn(namesIn(init.declarations.map(({ id }) => id)), loop, true) || isNamedIn(new Set(["eval"]), loop, false);
}

/** A head that means the same behind its iterable, which names nothing of it. */
function isPlainHead({ left, right }: t.ForOfStatement): boolean {
  let isPlain = left.type !== "VariableDeclaration" || left.kind === "var" || left.kind === "let" || left.kind === "const";
  walk(left, [], (node) => {
    if (isFunction(node) || node.type === "ClassExpression") isPlain = false;
  });
  return isPlain && !(left.type === "VariableDeclaration" && left.kind !== "var" && isNamedIn(namesIn(left.declarations.map(({ id }) => id)), right, false));
}

function namesIn(nodes: readonly t.Node[]): ReadonlySet<string> {
  const names = new Set<string>(["eval"]);
  for (const one of nodes) {
    walk(one, [], (node) => {
      if (node.type === "Identifier") names.add(node.name);
    });
  }
  return names;
}

/** True where one of the names stands in a node, or only in the functions and classes that are in it. */
function isNamedIn(names: ReadonlySet<string>, inside: t.Node, isInFunction: boolean): boolean {
  let isNamed = false;
  walk(inside, [], (node, ancestors) => {
    if ((node.type === "Identifier" || node.type === "JSXIdentifier") && names.has(node.name)) {
      isNamed ||= !isInFunction || ancestors.some((one) => isFunction(one) || one.type === "ClassExpression" || one.type === "ClassDeclaration");
    }
  });
  return isNamed;
}
