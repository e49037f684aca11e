// Callees: which `yield* f(…)` certainly delegate to a fresh generator of a compiled body. Those where the name can only mean
// a function declaration of the same file: it is declared once, and stands nowhere where it might be bound or assigned. And
// those of private methods, which nobody can replace.

import type * as t from "@babel/types";
import { isBody } from "./functions.ts";
import type { FunctionInfo } from "./functions.ts";
import { certainNames } from "./names.ts";
import { bare } from "./syntax.ts";

export interface Callees {
  /** Bodies by the names that mean nothing else. */
  readonly named: ReadonlyMap<string, FunctionInfo>;
  /** Those that are private methods. */
  readonly privates: ReadonlySet<t.Node>;
}

export function calleesOf(program: t.Program, functions: readonly FunctionInfo[]): Callees {
  const bodies = functions.filter(isBody);
  const declared = bodies.flatMap((one) => (one.node.type === "FunctionDeclaration" && one.node.id ? [{ one, id: one.node.id }] : []));
  const certain = certainNames(program, new Map(declared.map(({ id }) => [id.name, id])));
  return {
    named: new Map(declared.filter(({ id }) => certain.has(id.name)).map(({ one, id }) => [id.name, one])),
    privates: new Set(bodies.map(({ node }) => node).filter((node) => node.type === "ClassPrivateMethod" && (node.decorators?.length ?? 0) === 0)),
  };
}

/** True for a call in `caller` that returns a generator which nobody has asked yet, and nobody else holds. */
export function returnsNew(argument: t.Node | null | undefined, caller: FunctionInfo, callees: Callees): boolean {
  const call = argument ? bare(argument) : undefined;
  if (call?.type !== "CallExpression") return false;
  const callee = bare(call.callee);
  if (callee.type === "MemberExpression" && callee.property.type === "PrivateName") {
    const method = privateMethod(callee.property.id.name, caller.ancestors);
    return method !== undefined && callees.privates.has(method);
  }
  const called = callee.type === "Identifier" ? callees.named.get(callee.name) : undefined;
  if (called === undefined) return false;
  const scope = [...called.ancestors].reverse().find(({ type }) => !type.startsWith("Export")) as t.Node;
  return caller.ancestors.includes(scope) || caller.node.body === scope;
}

/** What a private name means in the innermost of the classes that has it. */
function privateMethod(name: string, ancestors: readonly t.Node[]): t.Node | undefined {
  for (const one of [...ancestors].reverse()) {
    const members = one.type === "ClassBody" ? one.body.filter((member) => "key" in member && member.key?.type === "PrivateName" && member.key.id.name === name) : [];
    if (members.length > 0) return members[0];
  }
  return undefined;
}
