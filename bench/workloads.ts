// The list of workloads, in the order of the table.

import type { Workload } from "./workload.ts";
import { call, selective } from "./workloads/call.ts";
import { fanIn1, fanIn100 } from "./workloads/fan-in.ts";
import { idle } from "./workloads/idle.ts";
import { pingPong } from "./workloads/ping-pong.ts";
import { ring } from "./workloads/ring.ts";
import { savina } from "./workloads/savina.ts";
import { skynet } from "./workloads/skynet.ts";
import { spawn } from "./workloads/spawn.ts";

/** The workloads that have a target each. Those of a group take turns with each other, as they are compared with each other. */
export const core: readonly (readonly Workload[])[] = [[pingPong], [ring], [fanIn1], [fanIn100], [call, selective], [spawn], [skynet], [idle]];

export const groups: readonly (readonly Workload[])[] = [...core, ...savina.map((workload) => [workload])];

export const workloads: readonly Workload[] = groups.flat();
