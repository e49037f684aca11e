"use strict";
"use beamlet";
// What Node gives CommonJS, and which of what is required and imported is compiled.

require("beamlet");
const common = require("./common.cjs");
const { total } = require("./cart.js");
const { count } = require("./plain.js");

const isCompiled = (one) => String(one).includes("$beamlet");
function* own() {
  for (;;);
}

const node = {
  isMain: require.main === module,
  isOtherMain: common.isMain,
  keys: Object.keys(require),
  resolved: [require.resolve("./cart.js"), require.resolve("beamlet"), require.resolve.paths("a")],
  cached: Object.keys(require.cache),
  isCached: require("./common.cjs") === common && require.cache[module.filename] === module,
  extensions: Object.keys(require.extensions),
  names: [__filename, __dirname, module.id, module.filename, module.path],
  children: module.children.map(({ filename }) => filename),
  isItsThis: this === module.exports && exports === module.exports,
};
delete require.cache[require.resolve("./common.cjs")];
node.isMadeAnew = require("./common.cjs") !== common;

import("./common-imported.cjs").then((imported) => {
  node.imported = imported.default.node;
  const compiled = Object.entries({ own, required: common.required, module: total, imported: imported.imported, plain: count }).filter(([, one]) => isCompiled(one));
  console.log(JSON.stringify({ node, compiled: compiled.map(([name]) => name) }));
});
