// Message slots: the integers that stand for message values. JavaScript keeps the value of slot n at index n of an array.
//
// Free slots lie on a stack, so that taking one and giving it back touch one cell that is in the cache already.
//
//   stack  [ 7 | 3 | 9 | 12 | … ]       slots 1 … made-1 exist; those that are free are stack[0 … free-1]
//                    ▲
//                   free
//
// A message that came through a relation (a reply, a DOWN) is remembered in a table of its own, so that a receive for
// that relation compares integers and never looks at a value. The others pay nothing for it: a bit in the mailbox's cell
// says which they are.

import { NONE } from "./layout";
import { allocate, release } from "./memory";
import { Slab, openSlab, recordAt, reserveRecords } from "./slab";

// ╒═══════════ Origin record (8 bytes) ═══════════╕
//   offset  field       type   meaning
//        0  relation    i32    index of the relation that the message came through
//        4  generation  i32    generation of that relation
@unmanaged
class Origin {
  relation: i32;
  generation: i32;
}

const ORIGIN_SIZE: i32 = offsetof<Origin>();
const ORIGIN_CHUNK_LOG2: i32 = 11; // 256 records of 8 bytes
const MESSAGE_LIMIT: i32 = (1 << 27) - 1; // RELATION_ENDED lies above every slot
const FIRST_STACK_LOG2: i32 = 10; // 256 slots
const SLOT_LOG2: i32 = 2; // a slot is an i32

const origins = changetype<Slab>(memory.data(offsetof<Slab>(), 8));

let stack: usize = 0;
let stackLog2: i32 = 0; // of its size in bytes
let free: i32 = 0; // free slots
let made: i32 = 1; // slots ever made, the unused slot 0 included

export function openMessages(): void {
  openSlab(origins, ORIGIN_CHUNK_LOG2, MESSAGE_LIMIT);
}

/** Takes a slot for a message. Returns NONE when the memory is exhausted. May grow memory. */
export function takeMessage(): i32 {
  if (free == 0) return makeMessage();
  free--;
  return load<i32>(stack + (<usize>free << SLOT_LOG2));
}

/** Puts a slot out of use. */
export function freeMessage(slot: i32): void {
  store<i32>(stack + (<usize>free << SLOT_LOG2), slot);
  free++;
}

/** Remembers that the message came through a relation. Returns false when the memory is exhausted. May grow memory. */
export function noteOrigin(slot: i32, relation: i32, generation: i32): bool {
  if (!reserveRecords(origins, slot)) return false;
  const origin = originOf(slot);
  origin.relation = relation;
  origin.generation = generation;
  return true;
}

/** Whether a message that came through some relation came through this one. */
export function cameThrough(slot: i32, relation: i32, generation: i32): bool {
  const origin = originOf(slot);
  return origin.relation == relation && origin.generation == generation;
}

/** Messages that wait in mailboxes. */
export function messageCount(): i32 {
  return made - 1 - free;
}

function originOf(slot: i32): Origin {
  return changetype<Origin>(recordAt(origins, slot, ORIGIN_SIZE));
}

/** The stack is kept large enough for every slot there is, so that giving one back cannot fail. */
function makeMessage(): i32 {
  if (made > MESSAGE_LIMIT) return NONE;
  if (stack == 0 || (<usize>made << SLOT_LOG2) > (<usize>1 << stackLog2)) {
    const log2 = stack == 0 ? FIRST_STACK_LOG2 : stackLog2 + 1;
    const larger = allocate(log2);
    if (larger == 0) return NONE;
    // No slot is free at this moment: there is nothing to move.
    if (stack != 0) release(stack, stackLog2);
    stack = larger;
    stackLog2 = log2;
  }
  made++;
  return made - 1;
}
