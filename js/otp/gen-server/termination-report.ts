// What the logger gets when a server ends abnormally. Elixir's form.

import { inspect } from "../../inspect.ts";
import { isError } from "../../reason.ts";
import { describeError } from "../../report.ts";
import { asHost } from "../../scheduler.ts";

/** What a report shows of a server; `formatStatus` may change it first. */
export interface Status {
  readonly reason: unknown;
  readonly state: unknown;
  /** The message or request that it was at, if any. */
  readonly message: unknown;
}

/** Describes the end of a server. Never throws, whatever `formatStatus` does. */
export function terminationReport(title: string, callbacks: { formatStatus?(status: never): unknown }, status: Status): string {
  try {
    return asHost(() => {
      const { reason, state, message } = callbacks.formatStatus === undefined ? status : (callbacks.formatStatus(status as never) as Status);
      return [
        `GenServer ${title} terminating`,
        isError(reason) ? describeError(reason) : `** (stop) ${inspect(reason)}`,
        `Last message: ${inspect(message)}`,
        `State: ${inspect(state)}`,
      ].join("\n");
    });
  } catch (error) {
    return `GenServer ${title} terminating, and its formatStatus threw ${inspect(error)}`;
  }
}
