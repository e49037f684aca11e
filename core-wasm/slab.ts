// Slabs: growable tables of fixed-size records with dense indices and generations.
//
// A record is found by index (which also indexes JavaScript's arrays) and by address (which lists link through); chunks
// never move, so both stay good. Index 0 is never used.
//
//   directory ─► [chunk 0][chunk 1][chunk 2]…      256 records a chunk
//                    │
//                    └► record: generation | link | …the owner's fields
//
// Free records are in one list, in groups of one chunk: what is taken in a row lies in few chunks, and so do the entries of
// JavaScript's arrays, whatever the order in which records were released. The directory has the first record of a group, behind
// which the next one that is released in its chunk goes.
//
//   firstFree ─► 7 ─► 3 ─► 9 ─► 517 ─► 520 ─► 300 ─► NONE
//                ▲              ▲             ▲           chunks 0, 2 and 1
//
// The generation of a record is bumped when it is released: an (index, generation) pair names one tenant for ever.
// A record whose generation is spent is retired, never reused.

import { GENERATION_LIMIT, NONE } from "./layout";
import { allocate, release as releaseBlock } from "./memory";

const CHUNK_LOG2: i32 = 8;
const CHUNK_MASK: i32 = (1 << CHUNK_LOG2) - 1;
const ENTRY_LOG2: usize = 3; // an entry of the directory: the address of a chunk, and its FIRST_FREE
const ENTRY_SIZE: usize = 1 << ENTRY_LOG2;
const FIRST_FREE: usize = 4; // the first record of its group in the free list; NONE when there is no group, or a record of it was taken

/** The two words every record of a slab begins with. */
@unmanaged
export class SlabRecord {
  generation: i32;
  link: i32; // index of the next free record while this one is free
}

@unmanaged
export class Slab {
  directory: usize; // of the chunks, an entry each
  directoryLog2: i32; // of its size in bytes
  made: i32; // records ever made, the unused index 0 included; 0 before the first
  firstFree: i32; // head of the free list, or NONE
  live: i32; // records in use
  limit: i32; // the highest index
  chunkLog2: i32; // of a chunk's size in bytes
}

/** Opens a slab, all zero, whose chunks take `1 << chunkLog2` bytes, which must hold 256 records. Its memory comes with its first record. */
export function openSlab(slab: Slab, chunkLog2: i32, limit: i32): void {
  slab.limit = limit;
  slab.chunkLog2 = chunkLog2;
}

/** Address of a record. The index must be one that `take` returned. */
export function recordAt(slab: Slab, index: i32, recordSize: i32): usize {
  return load<usize>(entryOf(slab, index)) + <usize>((index & CHUNK_MASK) * recordSize);
}

/** The entry of the directory for the chunk of a record. */
function entryOf(slab: Slab, index: i32): usize {
  return slab.directory + ((<usize>(index >>> CHUNK_LOG2)) << ENTRY_LOG2);
}

/** True when the index has been handed out at least once, so that its record can be read. */
export function isMade(slab: Slab, index: i32): bool {
  return <u32>index < <u32>slab.made && index != NONE;
}

/** Makes one more record, not initialised, and returns its index, or NONE when the limit or the memory is exhausted. May grow memory. */
export function makeRecord(slab: Slab): i32 {
  if (slab.made > slab.limit || ((slab.made & CHUNK_MASK) == 0 && !addChunk(slab))) return NONE;
  if (slab.made == NONE) slab.made = 1;
  return slab.made++;
}

/** Makes the records up to `index`, which keep what they held. Returns false when the memory is exhausted. May grow memory. */
export function reserveRecords(slab: Slab, index: i32): bool {
  while (slab.made <= index) {
    if ((slab.made & CHUNK_MASK) == 0 && !addChunk(slab)) return false;
    slab.made = min((slab.made | CHUNK_MASK) + 1, slab.limit + 1);
  }
  return true;
}

/** Takes a record into use and returns its index, or NONE when the limit or the memory is exhausted. May grow memory. */
export function take(slab: Slab, recordSize: i32): i32 {
  let index = slab.firstFree;
  if (index != NONE) {
    slab.firstFree = changetype<SlabRecord>(recordAt(slab, index, recordSize)).link;
    store<i32>(entryOf(slab, index), NONE, FIRST_FREE);
  } else {
    index = makeRecord(slab);
    if (index == NONE) return NONE;
    changetype<SlabRecord>(recordAt(slab, index, recordSize)).generation = 1;
  }
  slab.live++;
  return index;
}

/** Puts a record out of use: whoever still holds its generation no longer finds it. */
export function release(slab: Slab, index: i32, recordSize: i32): void {
  const record = changetype<SlabRecord>(recordAt(slab, index, recordSize));
  const generation = record.generation + 1;
  record.generation = generation;
  slab.live--;
  if (generation >= GENERATION_LIMIT) return;
  const entry = entryOf(slab, index);
  const first = (slab.firstFree ^ index) >>> CHUNK_LOG2 ? load<i32>(entry, FIRST_FREE) : NONE;
  if (first == NONE) {
    record.link = slab.firstFree;
    slab.firstFree = index;
    store<i32>(entry, index, FIRST_FREE);
  } else {
    const before = changetype<SlabRecord>(recordAt(slab, first, recordSize));
    record.link = before.link;
    before.link = index;
  }
}

function addChunk(slab: Slab): bool {
  const entry = (<usize>(slab.made >>> CHUNK_LOG2)) << ENTRY_LOG2;
  if (entry + ENTRY_SIZE > <usize>1 << slab.directoryLog2 && !growDirectory(slab)) return false;
  const chunk = allocate(slab.chunkLog2);
  if (chunk == 0) return false;
  store<u64>(slab.directory + entry, chunk); // none of it is free
  return true;
}

function growDirectory(slab: Slab): bool {
  const sizeLog2 = max(slab.directoryLog2 + 1, 6);
  const directory = allocate(sizeLog2);
  if (directory == 0) return false;
  if (slab.directory != 0) {
    memory.copy(directory, slab.directory, <usize>1 << slab.directoryLog2);
    releaseBlock(slab.directory, slab.directoryLog2);
  }
  slab.directory = directory;
  slab.directoryLog2 = sizeLog2;
  return true;
}
