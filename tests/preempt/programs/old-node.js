// Makes of a Node one from before `registerHooks`.

import module, { syncBuiltinESMExports } from "node:module";

module.registerHooks = undefined;
syncBuiltinESMExports();
