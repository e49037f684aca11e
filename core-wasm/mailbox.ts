// The mailbox of a process: a ring of message slots, its growth, and the cursor of a selective receive.
//
//   ring      [ c | d |   |   | . | a | . | b ]        capacity 8, a power of two
//                       ▲       ▲       ▲
//                      tail    head    save            order: a, b, c, d; '.' is a hole
//
// Positions count up for ever; a position's cell is `position & (capacity - 1)`. A message taken from the middle leaves
// a hole (NONE), but never at the head: so the mailbox is empty exactly when head == tail. The tail never goes back: what
// comes after a moment has a position not below the tail of that moment (lookFrom). `save`, from head to tail, is where
// the next look of a selective receive begins: a receive that is woken looks only at what has come since.
//
// A cell is twice the slot, and one more (VIA_RELATION) for a message that came through a relation.

import { FLAG_LONG, LONG_LENGTH, NONE, OUT_OF_MEMORY } from "./layout";
import { allocate, release } from "./memory";
import { cameThrough, freeMessage, noteOrigin, takeMessage } from "./message";
import { Process, clearFlag } from "./process";

const SMALLEST_LOG2: i32 = 2; // 4 messages, 16 bytes: most processes hold one or none
const KEPT_LOG2: i32 = 6; // an emptied ring of up to 64 messages stays: a busy process would only ask for it again
const CELL_LOG2: i32 = 2; // a cell is an i32
const VIA_RELATION: i32 = 1;

/** Adds a message at the end. Returns its slot, or OUT_OF_MEMORY with nothing changed. May grow memory. */
export function push(process: Process): i32 {
  const tail = process.tail;
  if (process.ring == 0 || tail - process.head == capacity(process)) {
    if (!makeRoom(process)) return OUT_OF_MEMORY;
  }
  const slot = takeMessage();
  if (slot == NONE) return OUT_OF_MEMORY;
  setCell(process, tail, slot << 1);
  process.tail = tail + 1;
  process.count++;
  return slot;
}

/** As `push`, of a message that comes through a relation. */
export function pushThrough(process: Process, relation: i32, generation: i32): i32 {
  const slot = push(process);
  if (slot < 0) return slot;
  if (!noteOrigin(slot, relation, generation)) {
    process.tail--; // nobody has seen it yet
    process.count--;
    freeMessage(slot);
    return OUT_OF_MEMORY;
  }
  setCell(process, process.tail - 1, (slot << 1) | VIA_RELATION);
  return slot;
}

/** True when the message that was pushed last is the first beyond LONG_LENGTH, or twice, four times … as many. */
export function hasBecomeLong(process: Process): bool {
  const before = process.count - 1;
  return before >= LONG_LENGTH && before == LONG_LENGTH << (clz(LONG_LENGTH) - clz(before));
}

@inline
export function isEmpty(process: Process): bool {
  return process.head == process.tail;
}

/** Takes the oldest message out. The mailbox must not be empty. */
export function shift(process: Process): i32 {
  assert(!isEmpty(process));
  const head = process.head;
  const slot = slotIn(cell(process, head));
  process.head = process.save = head + 1;
  // Most messages leave neither an empty mailbox nor a hole behind.
  if (--process.count == 0 || cell(process, head + 1) == NONE) {
    settle(process);
    process.save = process.head;
  }
  return slot;
}

/** Moves the cursor past the next message that came through a relation, or past the next of all (NONE), and returns its slot, or NONE at the end. */
export function look(process: Process, relation: i32, generation: i32): i32 {
  for (let found = nextCell(process); found != NONE; found = nextCell(process)) {
    const slot = slotIn(found);
    if (relation == NONE || ((found & VIA_RELATION) != 0 && cameThrough(slot, relation, generation))) return slot;
  }
  return NONE;
}

/** Takes out the message that the cursor passed last, and sets the cursor back to the beginning. Returns false when that is no longer `slot`. */
export function removeSeen(process: Process, slot: i32): bool {
  const position = process.save - 1;
  if (position - process.head >= process.tail - process.head || slotIn(cell(process, position)) != slot) return false;
  takeOut(process, position);
  process.save = process.head;
  return true;
}

/** Sets the cursor to a position that `process.tail` had earlier: what came before it is not looked at. A position no longer in the ring means the beginning. */
export function lookFrom(process: Process, position: u32): void {
  process.save = position - process.head > process.tail - process.head ? process.head : position;
}

/** Messages that came through no relation. */
export function countPlain(process: Process): i32 {
  let count = 0;
  for (let position = nextPlain(process, process.head); position != process.tail; position = nextPlain(process, position + 1)) count++;
  return count;
}

/** Takes out the oldest message that came through no relation. Returns its slot, or NONE. */
export function removeOldestPlain(process: Process): i32 {
  const position = nextPlain(process, process.head);
  if (position == process.tail) return NONE;
  const slot = slotIn(cell(process, position));
  takeOut(process, position);
  lookFrom(process, process.save);
  return slot;
}

/** Gives back the ring of a process whose mailbox was emptied. A long mailbox always comes by here: its ring is not one that stays. */
export function dropRing(process: Process): void {
  assert(isEmpty(process));
  clearFlag(process, FLAG_LONG);
  if (process.ring == 0) return;
  release(process.ring, <i32>process.ringLog2 + CELL_LOG2);
  process.ring = 0;
}

/** Bytes of the ring. */
export function ringBytes(process: Process): i32 {
  return process.ring == 0 ? 0 : 1 << (<i32>process.ringLog2 + CELL_LOG2);
}

/** Makes a hole of a message. */
function takeOut(process: Process, position: u32): void {
  setCell(process, position, NONE);
  process.count--;
  settle(process);
}

/** Restores the rule that the head is no hole, and gives back a ring that has become far too large. */
function settle(process: Process): void {
  if (process.count == 0) {
    process.head = process.tail;
    if (process.ringLog2 > <u8>KEPT_LOG2) dropRing(process);
    return;
  }
  while (cell(process, process.head) == NONE) process.head++; // at most once for each hole made
}

/** Makes room for one more: closes the holes when they are half of the ring, else moves to a ring of twice the size. */
function makeRoom(process: Process): bool {
  if (process.ring != 0 && process.count <= <i32>(capacity(process) >>> 1)) {
    moveTo(process, process.ring, process.ringLog2);
    return true;
  }
  const log2 = process.ring == 0 ? SMALLEST_LOG2 : <i32>process.ringLog2 + 1;
  const ring = allocate(log2 + CELL_LOG2);
  if (ring == 0) return false;
  const old = process.ring;
  const oldLog2 = process.ringLog2;
  moveTo(process, ring, <u8>log2);
  if (old != 0) release(old, <i32>oldLog2 + CELL_LOG2);
  return true;
}

/**
 * Moves the messages, without the holes, up against the tail of a ring, which may be the ring they are in: walking down
 * from the tail, a cell is read before it is written. Positions only rise, so a position kept from earlier (lookFrom)
 * may show a message too many, never one too few.
 */
function moveTo(process: Process, ring: usize, log2: u8): void {
  const mask = (1 << <u32>log2) - 1;
  let target = process.tail;
  let save = process.tail;
  for (let position = process.tail; position != process.head; position--) {
    const moved = cell(process, position - 1);
    if (position == process.save) save = target;
    if (moved == NONE) continue;
    target--;
    store<i32>(ring + (<usize>(target & mask) << CELL_LOG2), moved);
  }
  process.save = process.save == process.head ? target : save;
  process.head = target;
  process.ring = ring;
  process.ringLog2 = log2;
}

/** Position of the first message from `position` on that came through no relation, or the tail. */
function nextPlain(process: Process, position: u32): u32 {
  while (position != process.tail) {
    const found = cell(process, position);
    if (found != NONE && (found & VIA_RELATION) == 0) break;
    position++;
  }
  return position;
}

function nextCell(process: Process): i32 {
  assert(process.save - process.head <= process.tail - process.head);
  while (process.save != process.tail) {
    const found = cell(process, process.save++);
    if (found != NONE) return found;
  }
  return NONE;
}

@inline
function capacity(process: Process): u32 {
  return 1 << <u32>process.ringLog2;
}

function slotIn(cell: i32): i32 {
  return cell >>> 1;
}

function cell(process: Process, position: u32): i32 {
  return load<i32>(process.ring + (<usize>(position & (capacity(process) - 1)) << CELL_LOG2));
}

function setCell(process: Process, position: u32, value: i32): void {
  store<i32>(process.ring + (<usize>(position & (capacity(process) - 1)) << CELL_LOG2), value);
}
