// The run queues: one intrusive FIFO for each priority, and the choice among them.
//
// As in Erlang: max before high before the others, whatever waits there; a low process is passed over by eight normal
// ones before it gets a turn.

import { FLAG_HANDED, PRIORITY_HIGH, PRIORITY_LOW, PRIORITY_MAX, PRIORITY_NORMAL } from "./layout";
import { Process, setRunnable } from "./process";

const PRIORITIES: i32 = 4;
const NEXT: usize = offsetof<Process>("next");
const PASSED_OVER_LIMIT: i32 = 8; // Erlang's RESCHEDULE_LOW

@unmanaged
class Queue {
  first: usize; // process, or 0
  last: usize; // process; meaningless while first is 0
}

const queues: usize = memory.data(PRIORITIES * 8, 8);

let length: i32 = 0;
let special: i32 = 0; // queued processes whose priority is not normal
let passedOver: i32 = 0; // turns of normal processes since the last low one, while a low one waits
let shuffle: u32 = 0; // state of the random order, or 0 for first in, first out

export function openRunQueue(seed: i32): void {
  shuffle = seed;
}

export function runnableCount(): i32 {
  return length;
}

/** Queued processes that were handed a message. O(queue length). */
export function countHanded(): i32 {
  let count = 0;
  for (let priority = 0; priority < PRIORITIES; priority++) {
    for (let process = queueOf(priority).first; process != 0; process = changetype<Process>(process).next) {
      if (changetype<Process>(process).flags & FLAG_HANDED) count++;
    }
  }
  return count;
}

/** Makes a process runnable that is not queued. */
export function makeRunnable(process: Process): void {
  setRunnable(process);
  enqueue(process);
}

/** Queues a process. It must not be queued already: RUNNABLE ones are. */
export function enqueue(process: Process): void {
  const queue = queueOf(process.priority);
  const added = changetype<usize>(process);
  length++;
  if (process.priority != PRIORITY_NORMAL) special++;
  if (shuffle != 0 && queue.first != 0 && goesFirst()) {
    process.next = queue.first;
    queue.first = added;
    return;
  }
  process.next = 0;
  if (queue.first == 0) queue.first = added;
  else changetype<Process>(queue.last).next = added;
  queue.last = added;
}

/** Takes the next process to run, or null. */
export function dequeue(): Process | null {
  if (length == 0) return null;
  if (special == 0) return removeFirst(PRIORITY_NORMAL);
  if (queueOf(PRIORITY_MAX).first != 0) return removeFirst(PRIORITY_MAX);
  if (queueOf(PRIORITY_HIGH).first != 0) return removeFirst(PRIORITY_HIGH);
  if (queueOf(PRIORITY_LOW).first == 0) return removeFirst(PRIORITY_NORMAL);
  if (queueOf(PRIORITY_NORMAL).first == 0 || passedOver >= PASSED_OVER_LIMIT) {
    passedOver = 0;
    return removeFirst(PRIORITY_LOW);
  }
  passedOver++;
  return removeFirst(PRIORITY_NORMAL);
}

/** Moves a queued process to the queue of another priority. O(queue length). */
export function requeue(process: Process, priority: u8): void {
  const queue = queueOf(process.priority);
  const moved = changetype<usize>(process);
  let before: usize = 0;
  let link = changetype<usize>(queue); // its `first`, then the `next` of each process
  while (load<usize>(link) != moved) {
    before = load<usize>(link);
    link = before + NEXT;
  }
  store<usize>(link, process.next);
  if (queue.last == moved) queue.last = before;
  length--;
  if (process.priority != PRIORITY_NORMAL) special--;
  process.priority = priority;
  enqueue(process);
}

function queueOf(priority: i32): Queue {
  return changetype<Queue>(queues + ((<usize>priority) << 3));
}

function removeFirst(priority: i32): Process {
  const queue = queueOf(priority);
  const process = changetype<Process>(queue.first);
  queue.first = process.next;
  length--;
  if (priority != PRIORITY_NORMAL) special--;
  return process;
}

// xorshift32: any seed but 0 walks through all 2^32 - 1 states.
function goesFirst(): bool {
  shuffle ^= shuffle << 13;
  shuffle ^= shuffle >>> 17;
  shuffle ^= shuffle << 5;
  return (shuffle >>> 16 & 1) != 0;
}
