// The arena: blocks of powers of two above the static data, and the one place where memory grows.
//
// Below the static data lie 64 bytes that nobody writes (--memoryBase): a field of the record at address 0, which stands
// for none, reads as 0, which is NONE.
//
// A released block goes onto the free list of its size and is handed out again before memory grows. Blocks are never
// split or joined: what the arena holds is bounded by the sum of the peaks of each size.

const PAGE_LOG2: usize = 16;
const PAGE_LIMIT: i32 = 65535; // one below 4 GiB, so that no address of a byte after a block wraps
const SMALLEST: i32 = 4; // 16 bytes: rings start there, and the free list's link fits
const LARGEST: i32 = 30; // the ring of all messages that there can be, with as many holes
const ALIGNMENT: usize = 64; // a process record then never straddles two cache lines

const freeLists: usize = memory.data(4 * 31);

let top: usize = 0; // first byte never handed out
let pageLimit: i32 = 0; // never below the size of the memory

/** Opens the arena above the static data. `pages` bounds the whole memory, in pages of 64 KiB. */
export function openArena(pages: i32): void {
  assert(freeLists >= ALIGNMENT);
  top = (__heap_base + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
  pageLimit = min(max(pages, memory.size()), PAGE_LIMIT);
}

/** Bytes that the memory could have before the arena is exhausted. */
export function arenaLimit(): f64 {
  return bytesOf(pageLimit);
}

/** Bytes of the whole memory. */
export function memoryBytes(): f64 {
  return bytesOf(memory.size());
}

/** Returns the address of a block of `1 << sizeLog2` bytes, not zeroed when it was used before, or 0 when memory is exhausted. May grow memory. */
export function allocate(sizeLog2: i32): usize {
  assert(sizeLog2 >= SMALLEST && sizeLog2 <= LARGEST);
  const list = freeLists + ((<usize>sizeLog2) << 2);
  const block = load<usize>(list);
  if (block != 0) {
    store<usize>(list, load<usize>(block));
    return block;
  }
  return extend(<usize>1 << sizeLog2);
}

/** Gives a block back. */
export function release(block: usize, sizeLog2: i32): void {
  const list = freeLists + ((<usize>sizeLog2) << 2);
  store<usize>(block, load<usize>(list));
  store<usize>(list, block);
}

function extend(size: usize): usize {
  const alignment = min(size, ALIGNMENT);
  const start = (top + alignment - 1) & ~(alignment - 1);
  if (size > (<usize>pageLimit << PAGE_LOG2) - start) return 0;
  const missing = <i32>((start + size - 1) >>> PAGE_LOG2) + 1 - memory.size();
  if (missing > 0 && !growBy(missing)) return 0;
  top = start + size;
  return start;
}

/** Grows by a 32nd at a time, so that a million small steps cost few growths and little is held in vain, or by what is missing when that fails. */
function growBy(missing: i32): bool {
  const pages = memory.size();
  const generous = min(max(missing, pages >> 5), pageLimit - pages);
  return memory.grow(generous) >= 0 || memory.grow(missing) >= 0;
}

function bytesOf(pages: i32): f64 {
  return <f64>(<usize>pages << PAGE_LOG2);
}
