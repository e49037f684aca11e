// The program of misplaced.js in CommonJS.

const { kill, pid } = require("node:process");

("Use Beamlet");

kill(pid, "SIGKILL");
