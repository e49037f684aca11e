// The arena: blocks of powers of two above the static data, and the one place where memory grows.
//
// A released block goes onto the free list of its size and is handed out again before memory grows. Blocks are never
// split or joined: what the arena holds is bounded by the sum of the peaks of each size.

const PAGE: usize = 65536;
const PAGE_LIMIT: i32 = 65535; // one below 4 GiB, so that no address of a byte after a block wraps
const SMALLEST: i32 = 4; // 16 bytes: the free list's link must fit, and rings start there
const LARGEST: i32 = 30;
const ALIGNMENT: usize = 64; // a process record then never straddles two cache lines

const freeLists: usize = memory.data(4 * 31);

let top: usize = 0; // first byte never handed out
let pageLimit: i32 = PAGE_LIMIT;

/** Opens the arena above the static data. `pages` bounds the whole memory, in pages of 64 KiB. */
export function openArena(pages: i32): void {
  top = (__heap_base + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
  pageLimit = min(max(pages, memory.size()), PAGE_LIMIT);
}

/** Bytes that the memory could have before the arena is exhausted. */
export function arenaLimit(): f64 {
  return <f64>pageLimit * <f64>PAGE;
}

/** Returns the address of a block of `1 << sizeLog2` bytes, not zeroed when it was used before, or 0 when memory is exhausted. May grow memory. */
export function allocate(sizeLog2: i32): usize {
  if (sizeLog2 < SMALLEST) sizeLog2 = SMALLEST;
  if (sizeLog2 > LARGEST) return 0;
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
  if (sizeLog2 < SMALLEST) sizeLog2 = SMALLEST;
  const list = freeLists + ((<usize>sizeLog2) << 2);
  store<usize>(block, load<usize>(list));
  store<usize>(list, block);
}

function extend(size: usize): usize {
  const alignment = min(size, ALIGNMENT);
  const start = (top + alignment - 1) & ~(alignment - 1);
  const end = (<usize>memory.size()) << 16;
  if (start > end || size > end - start) {
    const missing = (start + (size - 1) - (end - 1) + PAGE - 1) >>> 16;
    if (size > ((<usize>pageLimit) << 16) - min(start, (<usize>pageLimit) << 16) || !growBy(<i32>missing)) return 0;
  }
  top = start + size;
  return start;
}

/** Grows by a quarter at a time, so that a million small steps cost few growths, or by what is missing when that fails. */
function growBy(missing: i32): bool {
  const pages = memory.size();
  const generous = min(max(missing, pages >> 2), pageLimit - pages);
  return memory.grow(generous) >= 0 || memory.grow(missing) >= 0;
}
