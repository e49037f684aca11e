// What the exports answer where the files beside them say NONE.

import { NONE, OUT_OF_MEMORY } from "../layout";

/** Where NONE can only mean that memory does not grow any more. */
export function orOutOfMemory(index: i32): i32 {
  return index == NONE ? OUT_OF_MEMORY : index;
}
