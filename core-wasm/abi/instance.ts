// What belongs to the whole core: its opening, and its figures.

import { LAYOUT_VERSION, MESSAGES, PROCESSES, RELATIONS, SUSPENDED_PROCESSES } from "../layout";
import { ringBytes } from "../mailbox";
import { arenaLimit, memoryBytes as bytesOfMemory, openArena } from "../memory";
import { messageCount, openMessages } from "../message";
import { PROCESS_SIZE, openProcesses, processAt, processCount, suspendedCount } from "../process";
import { openRelations, relationCount } from "../relation";
import { countHanded, openRunQueue, runnableCount as countRunnable } from "../run-queue";
import { openTimers, timerCount } from "../timer";
import { openTurns } from "../turn";

/** The layout this core was built with; layout.ts must say the same. */
export function layoutVersion(): i32 {
  return LAYOUT_VERSION;
}

/**
 * Opens a fresh instance, whose memory is all zero: at most `maxProcesses` processes and `maxPages` pages of 64 KiB, turns of `reductionsPerTurn`,
 * run queues in order of arrival (seed 0) or shuffled by `seed`. Called once, before everything else.
 */
export function open(maxProcesses: i32, maxPages: i32, reductionsPerTurn: i32, seed: i32): void {
  openArena(maxPages);
  openProcesses(maxProcesses);
  openMessages();
  openRelations();
  openRunQueue(seed);
  openTimers();
  openTurns(reductionsPerTurn);
}

export function runnableCount(): i32 {
  return countRunnable();
}

/** How many there are of what the constant names: PROCESSES, SUSPENDED_PROCESSES, MESSAGES, RELATIONS or TIMERS. */
export function count(what: i32): i32 {
  if (what == PROCESSES) return processCount();
  if (what == SUSPENDED_PROCESSES) return suspendedCount();
  if (what == MESSAGES) return messageCount() + countHanded();
  return what == RELATIONS ? relationCount() : timerCount();
}

/** Bytes of the whole memory. */
export function memoryBytes(): f64 {
  return bytesOfMemory();
}

/** Bytes that the memory may reach. */
export function memoryLimit(): f64 {
  return arenaLimit();
}

/** Bytes that the core holds for one process: its record and its ring. A relation that it made takes RELATION_BYTES more. */
export function processBytes(slot: i32): i32 {
  return PROCESS_SIZE + ringBytes(processAt(slot));
}
