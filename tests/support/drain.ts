// The messages in a mailbox.

import { receive, timeout } from "../../js/index.ts";

/** Takes all messages, and those that come within `after` milliseconds of the one before. */
export function* drain(after = 0) {
  const messages: unknown[] = [];
  for (;;) {
    const message: unknown = yield* receive({ after });
    if (message === timeout) return messages;
    messages.push(message);
  }
}
