// The library's programs, where one would write them as servers.

import type { Program } from "../../serve.ts";
import { counting } from "./counting.ts";
import { dictionary } from "./dictionary.ts";
import { fanIn } from "./fan-in.ts";
import { forkJoinThroughput } from "./fork-join-throughput.ts";
import { pingPong } from "./ping-pong.ts";
import { ring } from "./ring.ts";
import { sortedList } from "./sorted-list.ts";

export const programs: Readonly<Record<string, Program>> = {
  "ping-pong": pingPong,
  ring,
  "fan-in": fanIn,
  "savina-counting": counting,
  "savina-fork-join-throughput": forkJoinThroughput,
  "savina-dictionary": dictionary,
  "savina-sorted-list": sortedList,
};
