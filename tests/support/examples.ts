// The examples of the documentation as programs: found in docstrings and Markdown, and made into modules that check themselves.
//
//   expression; // value              the statement has this value, written as inspect writes it, or as an export of the package
//   const name = expression; // value
//   expression; // throws SomeError   it throws an error of this name
//   console.log(…); // text           wherever it stands: each time it runs it prints this text, and it runs at least once
//
// After a value, a remark may follow: `// 42, and not 43`. A remark about a statement that has no value stands on a line of
// its own. An example with `await` at its top level runs in the host; every other is the body of a process.

import { readFileSync } from "node:fs";
import { posix } from "node:path";
import { format } from "node:util";
import { parseAst } from "vitest/node";
import * as beamlet from "../../js/index.ts";
import { inspect } from "../../js/inspect.ts";

export interface Example {
  readonly file: string;
  /** Of its first line of code. */
  readonly line: number;
  readonly code: string;
}

/** What the module of an example exports: it runs the example, and resolves when that is over. */
export type RunExample = (check: Check) => Promise<unknown>;

/** What the module of an example tells while it runs. */
export interface Check {
  value(line: number, expected: string, actual: unknown): void;
  thrown(line: number, expected: string, error: unknown): void;
  /** Takes the place of a `console.log` with a comment, of one without when `expected` is undefined. */
  printing(line: number, expected: string | undefined): (...values: readonly unknown[]) => void;
}

// ── Finding ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The `@example`s of all docstrings of a source file. */
export function examplesOfSource(file: string): readonly Example[] {
  return docstrings(readFileSync(file, "utf8")).flatMap((docstring) => {
    const lines = docstring.text.split("\n").map((line) => line.replace(/^\s*\*( |$)/, "").replace(/\s*\*\/$/, ""));
    return lines.flatMap((line, index) => {
      if (!line.startsWith("@example")) return [];
      const rest = lines.slice(index + 1);
      const end = rest.findIndex((next) => /^@\w/.test(next));
      return [
        {
          file,
          line: docstring.line + index + 1,
          code: rest
            .slice(0, end === -1 ? rest.length : end)
            .join("\n")
            .trimEnd(),
        },
      ];
    });
  });
}

/** The fenced blocks of a Markdown file that are TypeScript. @throws for a language or a fence that would not be tested. */
export function examplesOfMarkdown(file: string): readonly Example[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/^( *)(?:```|~~~)([^\n]*)\n(.*?)^ *(?:```|~~~)$/gms)].flatMap(({ 1: indent = "", 2: info = "", 3: code = "", index }) => {
    const isTypeScript = info === "ts" && indent === "";
    if (!isTypeScript && /^ *(ts|typescript|tsx|js|jsx|javascript|mjs)\b/i.test(info)) {
      throw new Error(`${file}:${lineAt(text, index)}: expected a fence \`\`\`ts at the margin, got ${inspect(indent + info)}, which is not tested`);
    }
    return isTypeScript ? [{ file, line: lineAt(text, index) + 1, code: code.trimEnd() }] : [];
  });
}

/** A name that js/index.ts exports, and the file and the name there. */
export interface PublicName {
  /** A namespace is entered: "Process.exit". */
  readonly name: string;
  readonly file: string;
  readonly local: string;
  readonly isType: boolean;
}

export function publicNames(): readonly PublicName[] {
  const all = publicNamesOf("js/index.ts", "");
  // An overload is an export of its own.
  return all.filter(({ name }, index) => all.findIndex((other) => other.name === name) === index);
}

function publicNamesOf(file: string, prefix: string): readonly PublicName[] {
  return exportsOf(file).flatMap(({ exported, local, from, isType }) => {
    const origin = from === undefined ? file : posix.join(posix.dirname(file), from);
    return local === "*" ? publicNamesOf(origin, `${prefix}${exported}.`) : [{ name: prefix + exported, file: origin, local, isType }];
  });
}

/** True when a declaration of that name, or one of its overloads, has a docstring right above it. */
export function hasDocstring(file: string, local: string): boolean {
  const text = readFileSync(file, "utf8");
  const declaration = new RegExp(String.raw`\*/\n(export )?(declare )?(abstract )?(function|class|const|interface|type) ${local}\b`);
  return declaration.test(text);
}

function docstrings(text: string): readonly { readonly text: string; readonly line: number }[] {
  return [...text.matchAll(/^[ ]*\/\*\*.*?\*\//gms)].map((match) => ({ text: match[0], line: lineAt(text, match.index) }));
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

interface Exported {
  readonly exported: string;
  /** "*" when it is a namespace. */
  readonly local: string;
  readonly from: string | undefined;
  readonly isType: boolean;
}

function exportsOf(file: string): readonly Exported[] {
  return parse(readFileSync(file, "utf8")).flatMap((node): readonly Exported[] => {
    const isType = node["exportKind"] === "type";
    const from = (node["source"] as Node | null)?.["value"] as string | undefined;
    if (node.type === "ExportAllDeclaration") return [{ exported: nameOf(node["exported"]), local: "*", from, isType }];
    if (node.type !== "ExportNamedDeclaration") return [];
    const declaration = node["declaration"] as Node | null;
    if (declaration?.["id"] !== undefined)
      return [{ exported: nameOf(declaration["id"]), local: nameOf(declaration["id"]), from, isType: /^TS(Interface|TypeAlias)/.test(declaration.type) }];
    return (node["specifiers"] as readonly Node[]).map((one) => ({
      exported: nameOf(one["exported"]),
      local: nameOf(one["local"]),
      from,
      isType: isType || one["exportKind"] === "type",
    }));
  });
}

function nameOf(identifier: unknown): string {
  return (identifier as { readonly name: string }).name;
}

// ── Making modules ──────────────────────────────────────────────────────────────────────────────────────────────────

/** A node of the syntax tree; which further fields it has depends on its type. */
interface Node extends Readonly<Record<string, unknown>> {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** What an example may name without saying where it comes from, because only a host has it. */
const hostThings: Readonly<Record<string, string>> = {
  url: `const url: string = "https://example.com/";`,
  fetch: `const fetch = async (_url: string, _init?: { signal?: unknown }): Promise<Response> => new Response("hello");`,
};

export interface ModuleOfExample {
  /** TypeScript whose default export is a {@link RunExample}. The example begins on the second line. */
  readonly code: string;
  /** The lines of the example that have a check. */
  readonly lines: readonly number[];
}

export function moduleOf({ code }: Example, root: string): ModuleOfExample {
  const imports = importsOf(code);
  const body = blanked(code, imports);
  const isBodyOfProcess = !awaits(body);
  const [open, close] = isBodyOfProcess ? ["(check: Check) => run(function* () {", "});"] : ["async (check: Check) => {", "};"];
  const head = [
    `import type { Check } from "${root}/tests/support/examples.ts";`,
    importOfPackage(code, imports, isBodyOfProcess, root),
    ...Object.keys(hostThings)
      .filter((name) => names(code, name))
      .map((name) => hostThings[name]),
  ];
  const { code: checked, lines } = withChecks(body, open, close);
  return { code: `${head.join(" ")} export default ${open}\n${checked}\n${close}\n`, lines };
}

function awaits(body: string): boolean {
  const host = `async () => {\n${body}\n};`;
  return canParse(host) && statementsOf(parse(host)).some((statement) => below(statement, isFunction).some(isAwait));
}

function isAwait(node: Node): boolean {
  return node.type === "AwaitExpression" || node["await"] === true || node["kind"] === "await using";
}

function isFunction(node: Node): boolean {
  return /Function/.test(node.type);
}

function importsOf(code: string): readonly Node[] {
  if (!canParse(code)) return [];
  return parse(code).filter((node) => node.type === "ImportDeclaration");
}

/** The entries of the package that examples import from. */
const entries: Readonly<Record<string, string>> = { beamlet: "js/index.ts", "beamlet/testing": "js/testing/index.ts" };

function importOfPackage(code: string, imports: readonly Node[], usesRun: boolean, root: string): string {
  const known = new Map(exportsOf("js/index.ts").map(({ exported, isType }) => [exported, isType]));
  const asked = new Set<string>();
  const others: string[] = [];
  for (const node of imports) {
    const from = (node["source"] as Node)["value"] as string;
    const file = entries[from];
    if (file === undefined) throw new Error(`expected an import from ${Object.keys(entries).join(" or ")}, got ${inspect(from)}`);
    const names = (node["specifiers"] as readonly Node[]).map((specifier) => nameOf(specifier["imported"]));
    if (from === "beamlet") for (const name of names) asked.add(name);
    else others.push(`import { ${names.join(", ")} } from "${root}/${file}";`);
  }
  // An example that imports from the package has to name all that it uses of it; another has everything in scope.
  const used = imports.length > others.length ? asked : [...known.keys()].filter((name) => names(code, name));
  const all = new Set([...used, ...(usesRun ? ["run"] : [])]);
  return [`import { ${[...all].map((name) => (known.get(name) === true ? `type ${name}` : name)).join(", ")} } from "${root}/js/index.ts";`, ...others].join(" ");
}

function names(code: string, name: string): boolean {
  return new RegExp(String.raw`(?<![.\w"])${name}\b`).test(code);
}

function blanked(code: string, nodes: readonly Node[]): string {
  return nodes.reduce((text, { start, end }) => text.slice(0, start) + text.slice(start, end).replace(/[^\n]/g, " ") + text.slice(end), code);
}

interface Insertion {
  readonly at: number;
  readonly text: string;
  /** How many characters it takes the place of. */
  readonly instead?: number;
}

/** The code with a check round everything that has one in its comment. Lines stay where they are. */
function withChecks(body: string, open: string, close: string): { readonly code: string; readonly lines: readonly number[] } {
  const wrapper = `${open}\n`;
  const tree = parse(`${wrapper}${body}\n${close}`);
  const lines: number[] = [];

  function commentAfter(end: number): string | undefined {
    const comment = /^[;,)\s]*?\/\/ ?(.*)/.exec(/^.*/.exec(body.slice(end))?.[0] ?? "")?.[1];
    if (comment !== undefined) lines.push(lineAt(body, end));
    return comment;
  }

  const ofCalls = callsOfLog(tree).map((node): Insertion => {
    const [start, end] = [node.start - wrapper.length, node.end - wrapper.length];
    return { at: start, instead: "console.log".length, text: `check.printing(${lineAt(body, end)}, ${JSON.stringify(commentAfter(end))})` };
  });
  const ofStatements = statementsOf(tree).flatMap((node) => {
    const [start, end] = [node.start - wrapper.length, node.end - wrapper.length];
    if (/\bconsole\.log\(/.test(lineOf(body, end))) return [];
    const comment = commentAfter(end);
    return comment === undefined
      ? []
      : checksRound(node, start, body[end - 1] === ";" ? end - 1 : end, `${lineAt(body, end)}, ${JSON.stringify(comment)}`, comment.startsWith("throws "));
  });
  return { code: inserted(body, [...ofCalls, ...ofStatements]), lines };
}

function checksRound(node: Node, start: number, end: number, expected: string, throws: boolean): readonly Insertion[] {
  if (node.type === "VariableDeclaration") {
    const [declarator] = node["declarations"] as readonly Node[];
    return [{ at: end, text: `; check.value(${expected}, ${nameOf(declarator?.["id"])})` }];
  }
  if (node.type !== "ExpressionStatement") throw new Error(`expected an expression or a variable before the comment, got ${node.type} before ${expected}`);
  if (!throws)
    return [
      { at: start, text: `check.value(${expected}, ` },
      { at: end, text: ")" },
    ];
  return [
    { at: start, text: "{ let thrown: unknown; try { " },
    { at: end, text: `; } catch (error) { thrown = error; } check.thrown(${expected}, thrown); }` },
  ];
}

function inserted(text: string, insertions: readonly Insertion[]): string {
  // From the last to the first, so that the places of those before stay right.
  return [...insertions]
    .sort((a, b) => b.at - a.at)
    .reduce((result, { at, text: piece, instead = 0 }) => result.slice(0, at) + piece + result.slice(at + instead), text);
}

function statementsOf(tree: readonly Node[]): readonly Node[] {
  const body = below(tree[0]).find((node) => node.type === "BlockStatement" || node.type === "FunctionBody");
  return body?.["body"] as readonly Node[];
}

function callsOfLog(tree: readonly Node[]): readonly Node[] {
  return below(tree[0]).filter((node) => {
    const callee = node["callee"] as Node | undefined;
    return (
      node.type === "CallExpression" && callee?.type === "MemberExpression" && nameOf(callee["object"]) === "console" && nameOf(callee["property"]) === "log"
    );
  });
}

/** A node and all below it, from the outside in, except those that are closed and what is below them. */
function below(value: unknown, isClosed: (node: Node) => boolean = () => false): readonly Node[] {
  if (typeof value !== "object" || value === null) return [];
  if (!isNode(value)) return Object.values(value).flatMap((part) => below(part, isClosed));
  return isClosed(value) ? [] : [value, ...Object.values(value).flatMap((part) => below(part, isClosed))];
}

function isNode(value: object): value is Node {
  return "type" in value && "start" in value;
}

function lineOf(text: string, offset: number): string {
  return text.slice(text.lastIndexOf("\n", offset - 1) + 1).split("\n")[0] ?? "";
}

function parse(code: string): readonly Node[] {
  return parseAst(code, { lang: "ts" }).body as unknown as readonly Node[];
}

function canParse(code: string): boolean {
  try {
    parse(code);
    return true;
  } catch {
    return false;
  }
}

// ── Checking ────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface RecordingCheck extends Check {
  /** What did not come as its comment says. */
  readonly failures: readonly string[];
  /** The lines whose check was made. */
  readonly lines: ReadonlySet<number>;
}

export function recordingCheck(): RecordingCheck {
  const failures: string[] = [];
  const lines = new Set<number>();

  function expect(isMet: boolean, line: number, expected: string, actual: string): void {
    lines.add(line);
    if (!isMet) failures.push(`line ${line}: expected ${expected}, got ${actual}`);
  }

  return {
    failures,
    lines,
    value: (line, expected, actual) => expect(isWritten(expected, shown(actual)), line, expected, shown(actual)),
    thrown: (line, expected, error) => expect(error instanceof Error && expected === `throws ${error.name}`, line, expected, inspect(error)),
    printing:
      (line, expected) =>
      (...values) => {
        const text = format(...values);
        if (expected !== undefined) expect(text === expected, line, expected, text);
      },
  };
}

function isWritten(expected: string, text: string): boolean {
  return expected === text || [", ", "; ", ": "].some((end) => expected.startsWith(text + end));
}

/** As inspect writes it; what the package exports, by its name. */
function shown(value: unknown): string {
  return Object.entries(beamlet).find(([, exported]) => exported === value)?.[0] ?? inspect(value);
}
