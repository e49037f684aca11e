// The process table: who exists, in which state, with how many reductions. Owns the Process record.
//
//            spawn                 nextTurn                 exit
//   FREE ───────────► RUNNABLE ───────────────► RUNNING ───────────► EXITING ──► FREE
//                        ▲  ▲                     │ │ │                 ▲
//                        │  └── reductions spent ─┘ │ │                 │ exit signal, from any state:
//                        │                          │ │                 │ queued, and ended at its next turn
//                        ├── message, time-out ◄── WAITING (for the mailbox), WAITING_FOR_ANY (message at all)
//                        ├── reply, time-out ◄──── WAITING_FOR_REPLY (or DOWN, of one relation)
//                        └── wake ◄────────────── SUSPENDED (for the host: a promise, an async body)
//
// A process is on a run queue once or not at all: RUNNABLE means queued, and a signalled EXITING process is queued too.

import {
  EXITING, FLAG_HANDED, FREE, NONE, OUT_OF_MEMORY, PROCESS_LIMIT, RUNNABLE, RUNNING, SUSPENDED, TOO_MANY_PROCESSES, WAITING,
  WAITING_FOR_ANY, WAITING_FOR_REPLY,
} from "./layout";
import { Slab, openSlab, recordAt, release, take } from "./slab";

// ╒═════════════════ Process record (64 bytes, one cache line) ═════════════════╕
//   offset  field         type   meaning
//        0  generation    i32    half of the pid; bumped when the slot is freed
//        4  next          usize  next in the run queue; link of the slab while FREE; the relation while WAITING_FOR_REPLY
//        8  state         u8     FREE | RUNNABLE | RUNNING | EXITING | SUSPENDED | WAITING | WAITING_FOR_ANY | WAITING_FOR_REPLY
//        9  priority      u8     PRIORITY_*: the run queue it goes to
//       10  flags         u8     FLAG_* bits
//       11  ringLog2      u8     log2 of the ring's capacity in messages, while ring is not 0
//       12  slot          i32    its own index
//       16  ring          usize  mailbox ring, or 0
//       20  head          u32    position of the oldest message
//       24  tail          u32    position after the newest message
//       28  count         i32    messages in the ring; the other positions are holes
//       32  save          u32    receive cursor: where the next look of a selective receive begins
//       36  receiveTimer  i32    timer of the receive it waits in, or NONE
//       40  links         usize  first link, or 0
//       44  monitors      usize  first monitor or alias that it holds, or 0
//       48  monitoredBy   usize  first monitor on it, or 0
//       52  timers        i32    first timer that sends to it, or NONE
//       56  reductions    f64    spent so far, up to the end of its last turn
@unmanaged
export class Process {
  generation: i32;
  next: usize;
  state: u8;
  priority: u8;
  flags: u8;
  ringLog2: u8;
  slot: i32;
  ring: usize;
  head: u32;
  tail: u32;
  count: i32;
  save: u32;
  receiveTimer: i32;
  links: usize;
  monitors: usize;
  monitoredBy: usize;
  timers: i32;
  reductions: f64;
}

export const PROCESS_SIZE: i32 = offsetof<Process>();
if (PROCESS_SIZE != 64) ERROR("process.ts: the Process record is drawn with 64 bytes");

const CHUNK_LOG2: i32 = 14; // 256 records of 64 bytes
const STATE: usize = offsetof<Process>("state");

const table = changetype<Slab>(memory.data(offsetof<Slab>(), 8));

let suspended: i32 = 0;

export function openProcesses(limit: i32): void {
  openSlab(table, CHUNK_LOG2, min(limit, PROCESS_LIMIT));
}

/** Takes a slot for a new process, RUNNABLE, which is to be queued. Returns its slot, or TOO_MANY_PROCESSES or OUT_OF_MEMORY. May grow memory. */
export function createProcess(priority: i32): i32 {
  const slot = take(table, PROCESS_SIZE);
  if (slot == NONE) return table.made > table.limit ? TOO_MANY_PROCESSES : OUT_OF_MEMORY;
  const process = processAt(slot);
  // All that follows the generation, and `next`, which a runnable process gets: 0 is no flag, no address, no position, NONE.
  memory.fill(changetype<usize>(process) + STATE, 0, <usize>PROCESS_SIZE - STATE);
  process.state = <u8>RUNNABLE;
  process.priority = <u8>priority;
  process.slot = slot;
  return slot;
}

/** Frees the slot of a process that has nothing left: no queue, ring, timer or relation names it. */
export function freeProcess(process: Process): void {
  assert(process.state == EXITING && process.count == 0 && process.links == 0);
  process.state = <u8>FREE;
  release(table, process.slot, PROCESS_SIZE);
}

export function processAt(slot: i32): Process {
  return changetype<Process>(recordAt(table, slot, PROCESS_SIZE));
}

/** Returns the process that `slot` and `generation` name together, or null when it has ended or is about to. */
export function findProcess(slot: i32, generation: i32): Process | null {
  const process = processAt(slot);
  return process.generation == generation && !isEnding(process) ? process : null;
}

/** True for a process that has ended, or was told to. */
@inline
export function isEnding(process: Process): bool {
  return process.state == EXITING || process.state == FREE;
}

/** True for a process that waits for its mailbox. */
export function isWaiting(process: Process): bool {
  return process.state >= <u8>WAITING;
}

/** Returns the next slot after `slot` that holds a process, or NONE. */
export function nextProcess(slot: i32): i32 {
  for (let next = slot + 1; next < table.made; next++) {
    if (processAt(next).state != FREE) return next;
  }
  return NONE;
}

export function processCount(): i32 {
  return table.live;
}

/** Processes that wait for the host. */
export function suspendedCount(): i32 {
  return suspended;
}

export function clearFlag(process: Process, flag: i32): void {
  process.flags &= ~(<u8>flag);
}

// The transitions. Each asserts the state it starts from; run-queue.ts queues what becomes RUNNABLE.

export function setRunnable(process: Process): void {
  assert(isWaiting(process) || process.state == SUSPENDED || process.state == RUNNING);
  leaveState(process, RUNNABLE);
}

/** What it waited for was handed to it: it becomes RUNNABLE with that. */
export function setHanded(process: Process): void {
  assert(process.state == WAITING_FOR_ANY || process.state == WAITING_FOR_REPLY);
  process.state = <u8>RUNNABLE;
  process.flags |= <u8>FLAG_HANDED;
}

export function setRunning(process: Process): void {
  assert(process.state == RUNNABLE || process.state == SUSPENDED);
  leaveState(process, RUNNING);
}

export function setWaiting(process: Process): void {
  assert(process.state == RUNNING);
  process.state = <u8>WAITING;
}

export function setWaitingForAny(process: Process): void {
  assert(process.state == RUNNING && process.count == 0);
  process.state = <u8>WAITING_FOR_ANY;
}

/** A process that waits waits for what comes through a relation and nothing else: no other message wakes it. */
export function setWaitingForReply(process: Process, relation: usize): void {
  assert(process.state == WAITING);
  process.state = <u8>WAITING_FOR_REPLY;
  process.next = relation;
}

/** It has begun to wait in its own turn, which goes on. */
export function resume(process: Process): void {
  assert(isWaiting(process));
  process.state = <u8>RUNNING;
}

export function setSuspended(process: Process): void {
  assert(process.state == RUNNING);
  suspended++;
  process.state = <u8>SUSPENDED;
}

export function setExiting(process: Process): void {
  assert(process.state != FREE && process.state != EXITING);
  leaveState(process, EXITING);
}

function leaveState(process: Process, state: i32): void {
  if (process.state == SUSPENDED) suspended--;
  process.state = <u8>state;
}
