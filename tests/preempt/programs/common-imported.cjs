"use beamlet";
// Is imported by requiring.cjs.

exports.imported = function* () {
  for (;;);
};
exports.node = [Object.keys(require), require.main === module, module.id, __filename];
