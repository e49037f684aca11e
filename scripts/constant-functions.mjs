// A Rollup plugin that writes `function name() {}` at the top of a module as `const name = function () {}`, and classes alike.
//
// V8 takes a constant of a module for what it is, and compiles a call of it to a call, or to the called code. A function
// declaration can be assigned to: code that calls one looks each time at the variable, and whether what is there is still
// what it was compiled for.
//
// Of a function, V8 skips the body when a module is loaded, and reads it at the first call. Of an arrow in a module it builds
// the whole tree, to drop it again: so only short functions, of which there is little to skip, are written as arrows.
//
// A function declaration is there before the first statement of its module runs, so the constants are moved up before it.
// No module uses one that uses it, so nothing runs earlier. Numbers and strings with a name go before them: the minifier puts
// those in their place only where they are used after they are defined.

import MagicString from "magic-string";

/** From so many characters on, to skip a function's body saves more time than its length costs bytes. */
const LONG = 120;

export function constantFunctions() {
  return {
    name: "constant-functions",
    transform(code) {
      const { body } = this.parse(code);
      const text = new MagicString(code);
      const first = body.find((statement) => statement.type !== "ImportDeclaration" && !isPlain(statement));
      const moveUp = ({ start, end }) => {
        if (first !== undefined && start > first.start) text.move(start, end, first.start);
      };
      for (const statement of body.filter(isPlain)) {
        text.appendLeft(statement.end, "\n");
        moveUp(statement);
      }
      for (const statement of body) {
        const declaration = declarationOf(statement);
        if (declaration?.type === "FunctionDeclaration") {
          const { start, end, id, body, async: isAsync, generator: isGenerator } = declaration;
          const isArrow = end - start < LONG && !isGenerator && !hasOwnThis(declaration.params) && !hasOwnThis(body);
          text.update(start, id.end, `const ${id.name} = ${isAsync ? "async " : ""}${isArrow ? "" : "function"}${isGenerator ? "*" : ""} `);
          if (isArrow) text.appendLeft(body.start, "=> ");
          text.appendLeft(statement.end, ";\n");
          moveUp(statement);
        } else if (declaration?.type === "ClassDeclaration") {
          text.prependRight(declaration.start, `const ${declaration.id.name} = `);
          text.appendLeft(statement.end, ";");
        }
      }
      return { code: text.toString(), map: text.generateMap({ hires: true }) };
    },
  };
}

/** True for what an arrow would not have of its own. No module uses a function of its top level with `new`. */
function hasOwnThis(node) {
  if (typeof node !== "object" || node === null) return false;
  if (node.type === "ThisExpression" || node.type === "MetaProperty" || (node.type === "Identifier" && node.name === "arguments")) return true;
  if (/^(FunctionDeclaration|FunctionExpression|ClassBody)$/.test(node.type)) return false;
  return Object.values(node).some(hasOwnThis);
}

function declarationOf(statement) {
  return statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
}

/** True for `const NAME = 1;` and the like. */
function isPlain(statement) {
  const declaration = declarationOf(statement);
  return declaration?.type === "VariableDeclaration" && declaration.kind === "const" && declaration.declarations.every(({ init }) => init?.type === "Literal");
}
