// Slabs: growable tables of fixed-size records with dense indices and generations.
//
// A record is found by index (which also indexes JavaScript's arrays) and by address (which lists link through); chunks
// never move, so both stay good. Index 0 is never used.
//
//   directory ─► [chunk 0][chunk 1][chunk 2]…      256 records a chunk
//                    │
//                    └► record: generation | link | …the owner's fields
//
// The generation of a record is bumped when it is released: an (index, generation) pair names one tenant for ever.
// A record whose generation is spent is retired, never reused.

import { GENERATION_LIMIT, NONE } from "./layout";
import { allocate, release as releaseBlock } from "./memory";

const CHUNK_LOG2: i32 = 8;
const CHUNK_MASK: i32 = (1 << CHUNK_LOG2) - 1;

/** The two words every record of a slab begins with. */
@unmanaged
export class SlabRecord {
  generation: i32;
  link: i32; // index of the next free record while this one is free
}

@unmanaged
export class Slab {
  directory: usize; // usize[1 << directoryLog2]: addresses of the chunks
  directoryLog2: i32; // of its size in bytes
  made: i32; // records ever made, the unused index 0 included
  firstFree: i32; // head of the free list, or NONE
  live: i32; // records in use
  limit: i32; // the highest index
  chunkLog2: i32; // of a chunk's size in bytes
}

/** Opens a slab, all zero, whose chunks take `1 << chunkLog2` bytes, which must hold 256 records. Its memory comes with its first record. */
export function openSlab(slab: Slab, chunkLog2: i32, limit: i32): void {
  slab.made = 1;
  slab.limit = limit;
  slab.chunkLog2 = chunkLog2;
}

/** Address of a record. The index must be one that `take` returned. */
export function recordAt(slab: Slab, index: i32, recordSize: i32): usize {
  return load<usize>(slab.directory + ((<usize>(index >>> CHUNK_LOG2)) << 2)) + <usize>((index & CHUNK_MASK) * recordSize);
}

/** True when the index has been handed out at least once, so that its record can be read. */
export function isMade(slab: Slab, index: i32): bool {
  return <u32>index < <u32>slab.made && index != NONE;
}

/** Makes one more record, not initialised, and returns its index, or NONE when the limit or the memory is exhausted. May grow memory. */
export function makeRecord(slab: Slab): i32 {
  const index = slab.made;
  if (index > slab.limit) return NONE;
  if (((index & CHUNK_MASK) == 0 || index == 1) && !addChunk(slab)) return NONE;
  slab.made = index + 1;
  return index;
}

/** Makes the records up to `index`, which keep what they held. Returns false when the memory is exhausted. May grow memory. */
export function reserveRecords(slab: Slab, index: i32): bool {
  while (slab.made <= index) {
    if ((slab.made & CHUNK_MASK) == 0 || slab.made == 1) {
      if (!addChunk(slab)) return false;
    }
    slab.made = min((slab.made | CHUNK_MASK) + 1, slab.limit + 1);
  }
  return true;
}

/** Takes a record into use and returns its index, or NONE when the limit or the memory is exhausted. May grow memory. */
export function take(slab: Slab, recordSize: i32): i32 {
  let index = slab.firstFree;
  if (index != NONE) {
    slab.firstFree = changetype<SlabRecord>(recordAt(slab, index, recordSize)).link;
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
  record.link = slab.firstFree;
  slab.firstFree = index;
}

function addChunk(slab: Slab): bool {
  const entry = (<usize>(slab.made >>> CHUNK_LOG2)) << 2;
  if (entry >= (slab.directory == 0 ? 0 : <usize>1 << slab.directoryLog2) && !growDirectory(slab)) return false;
  const chunk = allocate(slab.chunkLog2);
  if (chunk == 0) return false;
  store<usize>(slab.directory + entry, chunk);
  return true;
}

function growDirectory(slab: Slab): bool {
  const sizeLog2 = slab.directory == 0 ? 6 : slab.directoryLog2 + 1;
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
