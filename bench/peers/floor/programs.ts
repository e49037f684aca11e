// The floor's programs: each does what the library's program of the same name does, and no more.

import type { Program } from "../../serve.ts";
import { call } from "./call.ts";
import { fanIn } from "./fan-in.ts";
import { pingPong } from "./ping-pong.ts";
import { ring } from "./ring.ts";
import { skynet } from "./skynet.ts";
import { spawning } from "./spawn.ts";

export const programs: Readonly<Record<string, Program>> = { "ping-pong": pingPong, ring, "fan-in": fanIn, spawn: spawning, skynet, call };
