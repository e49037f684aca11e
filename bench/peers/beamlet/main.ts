// The process that the bench starts: the library's programs behind the protocol.

import { serve } from "../../serve.ts";
import { call } from "./call.ts";
import { fanIn } from "./fan-in.ts";
import { idle } from "./idle.ts";
import { pingPong } from "./ping-pong.ts";
import { ring } from "./ring.ts";
import { skynet } from "./skynet.ts";
import { spawning } from "./spawn.ts";

await serve({ "ping-pong": pingPong, ring, "fan-in": fanIn, spawn: spawning, skynet, idle, call });
