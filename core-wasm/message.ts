// Message slots: the integers that stand for message values. JavaScript keeps the value of slot n at index n of an array.
//
// A slot also remembers through which relation its message came (a reply, a DOWN), so that a receive for that relation
// compares integers and never looks at a value.

import { NONE } from "./layout";
import { Slab, makeRecord, openSlab, recordAt } from "./slab";

// ╒════════ Message record (8 bytes) ════════╕
//   offset  field       type   meaning
//        0  relation    i32    index of the relation it came through, or NONE; next free slot while free
//        4  generation  i32    generation of that relation
@unmanaged
class Message {
  relation: i32;
  generation: i32;
}

const MESSAGE_SIZE: i32 = offsetof<Message>();
const CHUNK_LOG2: i32 = 11; // 256 records of 8 bytes
const MESSAGE_LIMIT: i32 = (1 << 27) - 1; // RELATION_ENDED lies above every slot

const table = changetype<Slab>(memory.data(offsetof<Slab>(), 8));

export function openMessages(): void {
  openSlab(table, CHUNK_LOG2, MESSAGE_LIMIT);
}

/** Takes a slot for a message that came through no relation. Returns NONE when the memory is exhausted. May grow memory. */
export function takeMessage(): i32 {
  let slot = table.firstFree;
  if (slot != NONE) {
    const message = messageAt(slot);
    table.firstFree = message.relation;
    message.relation = NONE;
  } else {
    slot = makeRecord(table);
    if (slot == NONE) return NONE;
    messageAt(slot).relation = NONE;
  }
  table.live++;
  return slot;
}

export function freeMessage(slot: i32): void {
  messageAt(slot).relation = table.firstFree;
  table.firstFree = slot;
  table.live--;
}

/** Notes that the message came through a relation. */
export function tagMessage(slot: i32, relation: i32, generation: i32): void {
  const message = messageAt(slot);
  message.relation = relation;
  message.generation = generation;
}

export function cameThrough(slot: i32, relation: i32, generation: i32): bool {
  const message = messageAt(slot);
  return message.relation == relation && message.generation == generation;
}

/** Messages that wait in mailboxes. */
export function messageCount(): i32 {
  return table.live;
}

function messageAt(slot: i32): Message {
  return changetype<Message>(recordAt(table, slot, MESSAGE_SIZE));
}
