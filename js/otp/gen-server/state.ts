// The state of a server, as who asks for it sees it.

import { copy } from "../../copy.ts";
import { Failure } from "./request.ts";
import type { StateCall } from "./request.ts";

/** Names what says, in a state that leads into the runtime, what `getState` shows of it. Such a state is not replaced. */
export const DESCRIBE: unique symbol = Symbol("describe");

/** The state of a server of the library's own. */
export interface Described {
  readonly [DESCRIBE]: () => unknown;
}

/** What `asked` gets of a state, and the state after that: the same, unless it is replaced. */
export function answerOf({ replace }: StateCall, state: unknown): { readonly state: unknown; readonly answer: unknown } {
  let next = state;
  try {
    const describe = (state as Partial<Described> | null | undefined)?.[DESCRIBE];
    if (replace !== undefined) {
      if (describe !== undefined) throw new TypeError("expected a server whose state may be replaced, got one of the library's own");
      next = replace(state);
    }
    return { state: next, answer: copy(describe === undefined ? next : describe(), "state") };
  } catch (error) {
    return { state: next, answer: new Failure(error) };
  }
}
