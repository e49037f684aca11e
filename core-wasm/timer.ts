// Timers on a hierarchical timing wheel of milliseconds.
// Adapted from Varghese and Lauck, "Hashed and Hierarchical Timing Wheels" (1987), scheme 7.
//
//   level 0: 256 buckets of 1 ms     a timer sits on the level of the highest byte in which its deadline differs
//   level 1: 256 of 256 ms           from the wheel's time, in the bucket that this byte names; when the wheel's
//   level 2: 256 of 65 s             time reaches the bucket, its timers fall to the levels below.
//   level 3: 256 of 4.6 h            Deadlines more than 49 days ahead wait on `distant`.
//
// A new timer is first *pending*: it enters the wheel at the next reading of the clock, with a deadline counted from that
// reading. So it is never early, starting one needs no clock, and a receive that is answered at once costs two list
// operations and never touches the wheel.

import { FLAG_TIMED_OUT, NONE, WAITING, WAITING_FOR_REPLY } from "./layout";
import { Process, clearFlag, processAt } from "./process";
import { makeRunnable } from "./run-queue";
import { Slab, isMade, openSlab, recordAt, release, take } from "./slab";

// ╒═════════════════ Timer record (48 bytes) ═════════════════╕
//   offset  field            type   meaning
//        0  generation       i32    half of the ref
//        4  link             i32    of the slab
//        8  index            i32    its own index
//       12  list             usize  the list it is on: pending, expired, distant or a bucket
//       16  next             usize  on that list, a ring: the last one's next is the first
//       20  previous         usize  on that list
//       24  process          i32    slot of the process it wakes or sends to, or NONE when it sends to a name
//       28  ofProcessNext    i32    index of the next timer that sends to that process, or NONE
//       32  ofProcessPrevious i32   index of the previous one, or NONE
//       36  wakes            i32    1: wakes a receive. 0: sends, which JavaScript does
//       40  deadline         f64    ms on the clock; while pending, the delay in ms
@unmanaged
class Timer {
  generation: i32;
  link: i32;
  index: i32;
  list: usize;
  next: usize;
  previous: usize;
  process: i32;
  ofProcessNext: i32;
  ofProcessPrevious: i32;
  wakes: i32;
  deadline: f64;
}

const TIMER_SIZE: i32 = offsetof<Timer>();
const CHUNK_LOG2: i32 = 14; // 256 records of 48 bytes
const TIMER_LIMIT: i32 = (1 << 27) - 1;

const LEVELS: i32 = 4;
const ROUND: f64 = 4294967296; // ms that the wheel spans: 2^32

const table = changetype<Slab>(memory.data(offsetof<Slab>(), 8));
const wheel: usize = memory.data(4 * 256 * 4, 8); // usize[LEVELS][256]: the first timer of each bucket, or 0
const occupied: usize = memory.data(4 * 256 / 8, 8); // a bit for each bucket that is not empty
const pending: usize = memory.data(4, 8);
const expired: usize = memory.data(4, 8);
const distant: usize = memory.data(4, 8);

let time: f64 = 0; // the last reading of the clock, in whole ms: the wheel has expired all up to it

export function openTimers(): void {
  openSlab(table, CHUNK_LOG2, TIMER_LIMIT);
}

/** Starts a timer that sends, to a process or (NONE) to a name. Returns its index, or NONE when memory is exhausted. May grow memory. */
export function startTimer(slot: i32, delay: f64): i32 {
  const index = makeTimer(slot, 0, delay);
  if (index == NONE || slot == NONE) return index;
  const timer = timerAt(index);
  const process = processAt(slot);
  timer.ofProcessNext = process.timers;
  timer.ofProcessPrevious = NONE;
  if (process.timers != NONE) timerAt(process.timers).ofProcessPrevious = index;
  process.timers = index;
  return index;
}

/** Starts the timer of the receive that a process waits in. Returns false when memory is exhausted. May grow memory. */
export function startReceiveTimer(process: Process, delay: f64): bool {
  assert(process.receiveTimer == NONE);
  process.receiveTimer = makeTimer(process.slot, 1, delay);
  return process.receiveTimer != NONE;
}

/** Ends the timer of a receive, if there is one. */
export function stopReceiveTimer(process: Process): void {
  if (process.receiveTimer != NONE) {
    freeTimer(timerAt(process.receiveTimer));
    process.receiveTimer = NONE;
  }
  clearFlag(process, FLAG_TIMED_OUT);
}

/** Ends a timer. Returns false when it was not running. */
export function stopTimer(index: i32, generation: i32): bool {
  const timer = findTimer(index, generation);
  if (timer == null) return false;
  freeTimer(timer);
  return true;
}

/** Milliseconds left at `now`, or -1 when the timer is not running. */
export function timeLeft(index: i32, generation: i32, now: f64): f64 {
  const timer = findTimer(index, generation);
  if (timer == null) return -1;
  return max<f64>(0, timer.list == pending ? timer.deadline : timer.deadline - now);
}

export function timerGeneration(index: i32): i32 {
  return timerAt(index).generation;
}

/** Reads the clock into the wheel: wakes the receives that have timed out, gathers the other expired timers, and lets pending ones in. */
export function advance(now: f64): void {
  const target = floor(now);
  while (time < target) {
    time = min(nextEvent(), target);
    expire();
  }
  admit(now);
}

/** Index of an expired timer that sends, in the order of deadlines, or NONE. It must be freed with stopTimer. */
export function firstExpired(): i32 {
  return changetype<Timer>(load<usize>(expired)).index; // of nothing: NONE
}

/** A time at which `advance` must be called, not later than the next deadline; Infinity when no timer runs. */
export function nextDeadline(): f64 {
  return load<usize>(pending) != 0 || load<usize>(expired) != 0 ? time : nextEvent();
}

export function timerCount(): i32 {
  return table.live;
}

function makeTimer(slot: i32, wakes: i32, delay: f64): i32 {
  const index = take(table, TIMER_SIZE);
  if (index == NONE) return NONE;
  const timer = timerAt(index);
  timer.index = index;
  timer.process = slot;
  timer.wakes = wakes;
  timer.deadline = delay;
  append(pending, timer);
  return index;
}

function freeTimer(timer: Timer): void {
  remove(timer);
  if (!timer.wakes && timer.process != NONE) leaveProcess(timer);
  release(table, timer.index, TIMER_SIZE);
}

function leaveProcess(timer: Timer): void {
  if (timer.ofProcessPrevious != NONE) timerAt(timer.ofProcessPrevious).ofProcessNext = timer.ofProcessNext;
  else processAt(timer.process).timers = timer.ofProcessNext;
  if (timer.ofProcessNext != NONE) timerAt(timer.ofProcessNext).ofProcessPrevious = timer.ofProcessPrevious;
}

/** Lets the pending timers into the wheel; what is due at once expires. */
function admit(now: f64): void {
  for (let first = load<usize>(pending); first != 0; first = load<usize>(pending)) {
    const timer = changetype<Timer>(first);
    remove(timer);
    timer.deadline = ceil(now + timer.deadline);
    place(timer);
  }
}

/** Expires the bucket of the present time: on level 0 its timers are due, above they fall to lower levels. */
function expire(): void {
  const low = lowBits(time);
  if (low == 0) replace(distant);
  for (let level = LEVELS - 1; level >= 0; level--) {
    // A bucket above level 0 opens only at its very beginning.
    if (level > 0 && (low & ((1 << (<u32>level << 3)) - 1)) != 0) continue;
    replace(bucketOf(level, low));
  }
}

function replace(list: usize): void {
  let first = load<usize>(list);
  if (first == 0) return;
  const last = changetype<Timer>(first).previous;
  for (let done = false; !done; ) {
    const timer = changetype<Timer>(first);
    first = timer.next;
    done = changetype<usize>(timer) == last;
    remove(timer);
    place(timer);
  }
}

/** Puts a timer where its deadline belongs. */
function place(timer: Timer): void {
  if (timer.deadline <= time) return ring(timer);
  if (roundOf(timer.deadline) != roundOf(time)) return append(distant, timer);
  const low = lowBits(timer.deadline);
  const level = (31 - clz<u32>(low ^ lowBits(time))) >>> 3;
  append(bucketOf(level, low), timer);
}

/** A deadline has come. */
function ring(timer: Timer): void {
  if (!timer.wakes) return append(expired, timer);
  const process = processAt(timer.process);
  process.receiveTimer = NONE;
  process.flags |= <u8>FLAG_TIMED_OUT;
  release(table, timer.index, TIMER_SIZE);
  if (process.state == WAITING || process.state == WAITING_FOR_REPLY) makeRunnable(process);
}

/** The earliest time at which a bucket is to be expired. A timer of a lower level is always due before one of a higher. */
function nextEvent(): f64 {
  const low = lowBits(time);
  const round = time - <f64>low;
  for (let level = 0; level < LEVELS; level++) {
    const shift = <u32>level << 3;
    const bucket = firstOccupied(level, (low >>> shift) & 255);
    if (bucket >= 0) return round + <f64>((low & ~((<u32>256 << shift) - 1)) | (<u32>bucket << shift));
  }
  return load<usize>(distant) == 0 ? Infinity : round + ROUND;
}

/** The first occupied bucket of a level after bucket `after`, or -1. */
function firstOccupied(level: i32, after: u32): i32 {
  const words = occupied + (<usize>level << 5);
  for (let bucket = after + 1; bucket < 256; bucket = (bucket | 31) + 1) {
    const rest = load<u32>(words + (<usize>(bucket >>> 5) << 2)) >>> (bucket & 31);
    if (rest != 0) return <i32>(bucket + ctz<u32>(rest));
  }
  return -1;
}

function bucketOf(level: i32, low: u32): usize {
  return wheel + (<usize>level << 10) + (<usize>((low >>> (<u32>level << 3)) & 255) << 2);
}

/** A list, if it is a bucket, has got its first timer or lost its last one. */
function turnMark(list: usize): void {
  const bucket = <u32>(list - wheel) >>> 2;
  if (bucket >= <u32>LEVELS * 256) return; // wraps round below the wheel
  const word = occupied + (<usize>(bucket >>> 5) << 2);
  store<u32>(word, load<u32>(word) ^ (<u32>1 << (bucket & 31)));
}

function append(list: usize, timer: Timer): void {
  const added = changetype<usize>(timer);
  const first = changetype<Timer>(load<usize>(list));
  timer.list = list;
  if (changetype<usize>(first) == 0) {
    timer.next = added;
    timer.previous = added;
    store<usize>(list, added);
    turnMark(list);
    return;
  }
  timer.next = changetype<usize>(first);
  timer.previous = first.previous;
  changetype<Timer>(first.previous).next = added;
  first.previous = added;
}

function remove(timer: Timer): void {
  const list = timer.list;
  if (timer.next == changetype<usize>(timer)) {
    store<usize>(list, 0);
    turnMark(list);
    return;
  }
  changetype<Timer>(timer.previous).next = timer.next;
  changetype<Timer>(timer.next).previous = timer.previous;
  if (load<usize>(list) == changetype<usize>(timer)) store<usize>(list, timer.next);
}

function roundOf(ms: f64): f64 {
  return floor(ms / ROUND);
}

function lowBits(ms: f64): u32 {
  return <u32>(ms - roundOf(ms) * ROUND);
}

function findTimer(index: i32, generation: i32): Timer | null {
  if (!isMade(table, index)) return null;
  const timer = timerAt(index);
  return timer.generation == generation ? timer : null;
}

function timerAt(index: i32): Timer {
  return changetype<Timer>(recordAt(table, index, TIMER_SIZE));
}
