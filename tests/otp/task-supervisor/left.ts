// What a task supervisor leaves, which is nothing.

import type { Runtime } from "../../../js/index.ts";
import { settled } from "../../support/clock.ts";
import { expectNothingLeft as expectNothingHeld } from "../../support/runtimes.ts";

/** Waits until a runtime has nothing to do any more, and expects it to hold nothing. */
export async function expectNothingLeft(runtime: Runtime): Promise<void> {
  await settled(runtime);
  await runtime.idle();
  expectNothingHeld(runtime);
}
