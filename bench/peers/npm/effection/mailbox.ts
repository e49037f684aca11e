// A process's mailbox: a queue that is never closed, and so always has a next message.

import type { Operation, Queue } from "effection";

export type Mailbox<T> = Queue<T, never>;

export function* take<T>(mailbox: Mailbox<T>): Operation<T> {
  return (yield* mailbox.next()).value;
}
