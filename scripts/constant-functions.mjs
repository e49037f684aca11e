// A Rollup plugin that writes `function name() {}` at the top of a module as `const name = function () {}`, and classes alike.
//
// V8 takes a constant of a module for what it is, and compiles a call of it to a call, or to the called code. A function
// declaration can be assigned to: code that calls one looks each time at the variable, and whether what is there is still
// what it was compiled for.
//
// A function declaration is there before the first statement of its module runs, so the constants are moved up before it.
// No module uses one that uses it, so nothing runs earlier.

import MagicString from "magic-string";

export function constantFunctions() {
  return {
    name: "constant-functions",
    transform(code) {
      const { body } = this.parse(code);
      const text = new MagicString(code);
      for (const statement of body) {
        const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
        if (declaration?.type === "FunctionDeclaration") {
          const { start, id, async: isAsync, generator: isGenerator } = declaration;
          text.update(start, id.end, `const ${id.name} = ${isAsync ? "async " : ""}function${isGenerator ? "*" : ""} `);
          text.appendLeft(statement.end, ";\n");
          if (statement !== body[0]) text.move(statement.start, statement.end, body[0].start);
        } else if (declaration?.type === "ClassDeclaration") {
          text.appendLeft(declaration.start, `const ${declaration.id.name} = `);
          text.appendLeft(statement.end, ";");
        }
      }
      return { code: text.toString(), map: text.generateMap({ hires: true }) };
    },
  };
}
