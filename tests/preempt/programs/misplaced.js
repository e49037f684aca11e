// Means to opt in, but too late. Its end is as sudden as that of a program that hangs.

import { kill, pid } from "node:process";
import "./misplaced.js?again";

"use beamlet";

kill(pid, "SIGKILL");
