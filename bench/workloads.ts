// The list of workloads, in the order of the table.

import type { Workload } from "./workload.ts";
import { call, selective } from "./workloads/call.ts";
import { fanIn1, fanIn100 } from "./workloads/fan-in.ts";
import { idle } from "./workloads/idle.ts";
import { pingPong } from "./workloads/ping-pong.ts";
import { ring } from "./workloads/ring.ts";
import { skynet } from "./workloads/skynet.ts";
import { spawn } from "./workloads/spawn.ts";

export const workloads: readonly Workload[] = [pingPong, ring, fanIn1, fanIn100, spawn, skynet, call, selective, idle];
