// The names of the core's functions, which are a tenth of the module and stand at every call of it: short in what is
// published, in the module and in JavaScript alike. In the sources, and where tests run them, they are what they are.

import binaryen from "binaryen";
import MagicString from "magic-string";
import { textOf } from "./core-text.mjs";
import { translateToJs } from "./wasm-to-js.mjs";

/** `bindings/` names these where it is not known yet, or not only, what is called. */
const KEPT = ["layoutVersion", "memory", "open"];

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** Returns the module under its short names, and these by the long ones. */
export function shortenExports(wasm) {
  const module = binaryen.readBinary(wasm);
  module.setFeatures(binaryen.Features.All);
  const exported = Array.from({ length: module.getNumExports() }, (_, index) => binaryen.getExportInfo(module.getExportByIndex(index)));
  const names = new Map();
  for (const { name, value } of exported.filter(({ name }) => !KEPT.includes(name))) {
    const short = nameOf(names.size);
    names.set(name, short);
    module.removeExport(name);
    module.addFunctionExport(value, short);
  }
  const bytes = module.emitBinary();
  module.dispose();
  return { bytes, names };
}

function nameOf(index) {
  const { length } = LETTERS;
  return (index < length ? "" : LETTERS[Math.floor(index / length) - 1]) + LETTERS[index % length];
}

/** A Rollup plugin: has the library call `core.x` by the short name of x, and puts the shortened core into its loaders. */
export function shortCore({ bytes, names }) {
  return {
    name: "short-core",
    transform(code, file) {
      if (file.endsWith("/load/core-bytes.js")) return generated(`export const coreText = ${JSON.stringify(textOf(bytes))};`);
      if (file.endsWith("/load/core-js.js")) return generated(`export function createCore() {\n${translateToJs(bytes)}\n}`);
      const text = new MagicString(code);
      eachNode(this.parse(code), (node) => {
        if (isTakenApart(node)) this.error(`expected the functions of the core as core.name, got a pattern that takes them out of it, in ${file}`);
        const short = node.type === "MemberExpression" && isCore(node.object) ? names.get(node.property.name) : undefined;
        if (short !== undefined) text.overwrite(node.property.start, node.property.end, short);
      });
      return { code: text.toString(), map: text.generateMap({ hires: true }) };
    },
  };
}

function generated(code) {
  return { code, map: { mappings: "" } };
}

/** True for what is called `core`, whatever it is a property of. */
function isCore(node) {
  return (node.type === "MemberExpression" ? node.property : node).name === "core";
}

function isTakenApart(node) {
  return node.type === "VariableDeclarator" && node.id.type === "ObjectPattern" && node.init !== null && isCore(node.init);
}

function eachNode(node, visit) {
  if (typeof node !== "object" || node === null) return;
  if (typeof node.type === "string") visit(node);
  for (const child of Object.values(node)) eachNode(child, visit);
}
