// A Rollup plugin that marks each call in the initialiser of a module's variable as free of effects, which in this library
// they all are. Bundlers then leave out what a program does not use: they cannot know it by themselves of any call, and of
// a library in one file they do not ask which of its modules have effects.

import MagicString from "magic-string";

export function pureCalls() {
  return {
    name: "pure-calls",
    transform(code) {
      const text = new MagicString(code);
      for (const statement of this.parse(code).body) {
        const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
        if (declaration?.type === "VariableDeclaration") for (const start of new Set(callsIn(declaration))) text.appendLeft(start, "/*@__PURE__*/ ");
      }
      return { code: text.toString(), map: text.generateMap({ hires: true }) };
    },
  };
}

/** Where the calls begin that run as soon as the node is evaluated. */
function callsIn(node) {
  if (typeof node !== "object" || node === null) return [];
  if (Array.isArray(node)) return node.flatMap(callsIn);
  if (/Function|ClassBody/.test(node.type)) return [];
  const inner = Object.values(node).flatMap(callsIn);
  return /^(Call|New)Expression$/.test(node.type) ? [node.start, ...inner] : inner;
}
