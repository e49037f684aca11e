// node --import beamlet/preempt/register app.js: the pass without a bundler.

import * as module from "node:module";

module.register(new URL("./hooks.js", import.meta.url));
