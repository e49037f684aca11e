// The library's programs, where one would write them as servers.

import type { Program } from "../../serve.ts";
import { fanIn } from "./fan-in.ts";
import { pingPong } from "./ping-pong.ts";
import { ring } from "./ring.ts";
import { bankTransaction } from "./savina/bank-transaction.ts";
import { big } from "./savina/big.ts";
import { boundedBuffer } from "./savina/bounded-buffer.ts";
import { chameneos } from "./savina/chameneos.ts";
import { cigaretteSmokers } from "./savina/cigarette-smokers.ts";
import { counting } from "./savina/counting.ts";
import { dictionary } from "./savina/dictionary.ts";
import { forkJoinCreate } from "./savina/fork-join-create.ts";
import { forkJoinThroughput } from "./savina/fork-join-throughput.ts";
import { logisticMap } from "./savina/logistic-map.ts";
import { philosophers } from "./savina/philosophers.ts";
import { pingPong as savinaPingPong } from "./savina/ping-pong.ts";
import { sieve } from "./savina/sieve.ts";
import { sleepingBarber } from "./savina/sleeping-barber.ts";
import { sortedList } from "./savina/sorted-list.ts";
import { threadRing } from "./savina/thread-ring.ts";

export const programs: Readonly<Record<string, Program>> = {
  "ping-pong": pingPong,
  ring,
  "fan-in": fanIn,
  "savina-ping-pong": savinaPingPong,
  "savina-counting": counting,
  "savina-fork-join-create": forkJoinCreate,
  "savina-fork-join-throughput": forkJoinThroughput,
  "savina-thread-ring": threadRing,
  "savina-chameneos": chameneos,
  "savina-big": big,
  "savina-dictionary": dictionary,
  "savina-sorted-list": sortedList,
  "savina-bounded-buffer": boundedBuffer,
  "savina-philosophers": philosophers,
  "savina-sleeping-barber": sleepingBarber,
  "savina-cigarette-smokers": cigaretteSmokers,
  "savina-logistic-map": logisticMap,
  "savina-bank-transaction": bankTransaction,
  "savina-sieve": sieve,
};
