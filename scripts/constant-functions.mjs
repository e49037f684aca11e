// A Rollup plugin that writes `function name() {}` at the top of a module as `const name = function () {}`, and classes alike.
//
// V8 takes a constant of a module for what it is, and compiles a call of it to a call, or to the called code. A function
// declaration can be assigned to: code that calls one looks each time at the variable, and whether what is there is still
// what it was compiled for.
//
// A function declaration is there before the first statement of its module runs, so the constants are moved up before it.
// No module uses one that uses it, so nothing runs earlier. Numbers and strings with a name go before them: the minifier puts
// those in their place only where they are used after they are defined.

import MagicString from "magic-string";

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
          const { start, id, async: isAsync, generator: isGenerator } = declaration;
          text.update(start, id.end, `const ${id.name} = ${isAsync ? "async " : ""}function${isGenerator ? "*" : ""} `);
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

function declarationOf(statement) {
  return statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
}

/** True for `const NAME = 1;` and the like. */
function isPlain(statement) {
  const declaration = declarationOf(statement);
  return declaration?.type === "VariableDeclaration" && declaration.kind === "const" && declaration.declarations.every(({ init }) => init?.type === "Literal");
}
