// Bare generators and array queues: what a process is made of when it is nothing else. A body yields when its mailbox is empty,
// and is resumed once there is something in it.

import { Queue } from "./queue.ts";

export class Process<Message> {
  readonly mailbox: Queue<Message> = new Queue<Message>();
  readonly body: Generator<void, void, void>;
  isWaiting = false;

  constructor(body: (self: Process<Message>) => Generator<void, void, void>) {
    this.body = body(this);
  }
}

type Runnable = Pick<Process<unknown>, "body" | "isWaiting">;

const runQueue = new Queue<Runnable>();

/** Starts a body, which is given its own process. */
export function spawn<Message>(body: (self: Process<Message>) => Generator<void, void, void>): Process<Message> {
  const process = new Process(body);
  runQueue.push(process);
  return process;
}

export function send<Message>(process: Process<Message>, message: Message): void {
  process.mailbox.push(message);
  if (!process.isWaiting) return;
  process.isWaiting = false;
  runQueue.push(process);
}

/** Resumes whoever has something to do, until nobody has. */
export function run(): void {
  while (runQueue.size > 0) {
    const process = runQueue.take();
    process.body.next();
    // Only now: what it sent to itself it has taken already.
    process.isWaiting = true;
  }
}
