"use beamlet";
// Is required by requiring.cjs.

exports.required = function* () {
  for (;;);
};
exports.isMain = require.main === module;
