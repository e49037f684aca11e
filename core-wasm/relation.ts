// Links, monitors and aliases: relations between two processes, each one record on a list of either process.
//
//        ┌──────────┐   links    ┌──────────────┐    links   ┌──────────┐
//        │ process A│───────────►│ LINK  A ↔ B  │◄───────────│ process B│
//        └──────────┘            └──────────────┘            └──────────┘
//            │ monitors          ┌──────────────┐  monitoredBy     │
//            └──────────────────►│ MONITOR A → B│◄─────────────────┘
//                                └──────────────┘
//
// A record has two nodes, one for the list of each end; which node belongs to a process follows from `from` and `to`,
// which always differ. An ALIAS has no `to`.

import { ALIAS, ALIAS_NONE, LINK, MONITOR, NONE, RELATION_BYTES, WAITING, WAITING_FOR_REPLY } from "./layout";
import { Process } from "./process";
import { Slab, isMade, openSlab, recordAt, release, take } from "./slab";

@unmanaged
class Node {
  next: usize; // relation, or 0
  previous: usize; // relation, or 0
}

// ╒═════════════════ Relation record (48 bytes) ═════════════════╕
//   offset  field       type   meaning
//        0  generation  i32    half of the ref; bumped when the relation ends
//        4  link        i32    of the slab
//        8  index       i32    its own index
//       12  kind        u8     LINK | MONITOR | ALIAS
//       13  alias       u8     ALIAS_*: what ends the alias
//       16  from        usize  process that made it; owner of the alias
//       20  to          usize  process it is about, or 0
//       24  fromNode    Node   in from.links or from.monitors
//       32  toNode      Node   in to.links or to.monitoredBy
//       40  mark        u32    tail of from's mailbox when it was made: nothing of this relation came before
@unmanaged
export class Relation {
  generation: i32;
  link: i32;
  index: i32;
  kind: u8;
  alias: u8;
  from: Process;
  to: Process | null;
  fromNext: usize;
  fromPrevious: usize;
  toNext: usize;
  toPrevious: usize;
  mark: u32;
  unused: u32;
}

const RELATION_SIZE: i32 = offsetof<Relation>();
if (RELATION_SIZE != RELATION_BYTES) ERROR("relation.ts: layout.ts says another size of a Relation record");
const FROM_NODE: usize = offsetof<Relation>("fromNext");
const TO_NODE: usize = offsetof<Relation>("toNext");
const LINKS: usize = offsetof<Process>("links");
const MONITORS: usize = offsetof<Process>("monitors");
const MONITORED_BY: usize = offsetof<Process>("monitoredBy");
const CHUNK_LOG2: i32 = 14; // 256 records of 48 bytes
const RELATION_LIMIT: i32 = (1 << 27) - 1;

const table = changetype<Slab>(memory.data(offsetof<Slab>(), 8));

export function openRelations(): void {
  openSlab(table, CHUNK_LOG2, RELATION_LIMIT);
}

/** Relates two processes, or one process to an alias of its own. Returns the relation's index, or NONE when memory is exhausted. May grow memory. */
export function relate(kind: i32, alias: i32, from: Process, to: Process | null): i32 {
  assert(from != to);
  const index = take(table, RELATION_SIZE);
  if (index == NONE) return NONE;
  const relation = relationAt(index);
  relation.index = index;
  relation.kind = <u8>kind;
  relation.alias = <u8>alias;
  relation.from = from;
  relation.to = to;
  relation.mark = from.tail;
  addTo(from, relation);
  if (to != null) addTo(to, relation);
  return index;
}

/** Ends a relation: takes it off both lists and frees it. */
export function unrelate(relation: Relation): void {
  const from = relation.from;
  const to = relation.to;
  if (isAwaited(relation)) from.state = <u8>WAITING; // its owner has given up in the turn in which it began to wait
  removeFrom(from, relation);
  if (to != null) removeFrom(to, relation);
  release(table, relation.index, RELATION_SIZE);
}

/** True while its owner waits for what comes through it. */
export function isAwaited(relation: Relation): bool {
  const from = relation.from;
  return from.state == WAITING_FOR_REPLY && from.next == changetype<usize>(relation);
}

/** Turns a monitor whose alias outlives it into a plain alias: the watched process forgets it. */
export function keepAlias(relation: Relation): void {
  assert(relation.kind == MONITOR && relation.alias != ALIAS_NONE);
  const to = relation.to;
  if (to != null) removeFrom(to, relation);
  relation.to = null;
  relation.kind = <u8>ALIAS;
}

export function relationAt(index: i32): Relation {
  return changetype<Relation>(recordAt(table, index, RELATION_SIZE));
}

/** Returns the relation that `index` and `generation` name together, or null when it has ended. */
export function findRelation(index: i32, generation: i32): Relation | null {
  if (!isMade(table, index)) return null;
  const relation = relationAt(index);
  return relation.generation == generation ? relation : null;
}

/** Returns the link between two processes, or null. Walks both lists at once: O(the shorter list). */
export function findLink(a: Process, b: Process): Relation | null {
  let ofA = a.links;
  let ofB = b.links;
  while (ofA != 0 && ofB != 0) {
    if (otherEnd(changetype<Relation>(ofA), a) == b) return changetype<Relation>(ofA);
    if (otherEnd(changetype<Relation>(ofB), b) == a) return changetype<Relation>(ofB);
    ofA = nodeOf(changetype<Relation>(ofA), a).next;
    ofB = nodeOf(changetype<Relation>(ofB), b).next;
  }
  return null;
}

/** Returns the relation after `relation` on the list of `process` that it is on, or null. */
export function nextRelation(relation: Relation, process: Process): Relation | null {
  return changetype<Relation | null>(nodeOf(relation, process).next);
}

export function otherEnd(relation: Relation, process: Process): Process | null {
  return relation.from == process ? relation.to : relation.from;
}

export function relationCount(): i32 {
  return table.live;
}

function nodeOf(relation: Relation, process: Process): Node {
  return changetype<Node>(changetype<usize>(relation) + (relation.from == process ? FROM_NODE : TO_NODE));
}

/** Address of the list of a process that a relation is on. */
function listOf(relation: Relation, process: Process): usize {
  return changetype<usize>(process) + (relation.kind == LINK ? LINKS : relation.from == process ? MONITORS : MONITORED_BY);
}

function addTo(process: Process, relation: Relation): void {
  const list = listOf(relation, process);
  const first = load<usize>(list);
  const node = nodeOf(relation, process);
  node.next = first;
  node.previous = 0;
  if (first != 0) nodeOf(changetype<Relation>(first), process).previous = changetype<usize>(relation);
  store<usize>(list, changetype<usize>(relation));
}

function removeFrom(process: Process, relation: Relation): void {
  const node = nodeOf(relation, process);
  if (node.previous == 0) store<usize>(listOf(relation, process), node.next);
  else nodeOf(changetype<Relation>(node.previous), process).next = node.next;
  if (node.next != 0) nodeOf(changetype<Relation>(node.next), process).previous = node.previous;
}
