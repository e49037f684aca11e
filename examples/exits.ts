// Three ways for a process to end other than by returning: it fails, it is asked to, it is killed.

import { Process, createRuntime, isDown, receive, spawnMonitor } from "beamlet";

function* fail() {
  throw new TypeError("no such cart: 17");
}

function* work(name: string, cleaned: Set<string>) {
  try {
    yield* Process.sleep(Infinity);
  } finally {
    cleaned.add(name);
  }
}

export async function main(print: (line: string) => void = console.log): Promise<void> {
  // By default the failure would be reported to the console. Here somebody is told of it.
  const runtime = createRuntime({ logger: false });
  // A closure is enough to see who cleaned up, because these processes share a thread. Programs send messages instead.
  const cleaned = new Set<string>();
  const finallyOf = (name: string) => `its finally block ${cleaned.has(name) ? "ran" : "did not run"}`;

  await runtime.run(function* () {
    const [failing] = spawnMonitor(fail);
    const failed = yield* receive(isDown);
    print(`${failing} failed: ${failed.reason}`);

    // "shutdown" asks: the process ends where it stands, and cleans up. It could also have trapped the exit.
    const [asked] = spawnMonitor(work, "asked", cleaned);
    yield* Process.sleep(10);
    Process.exit(asked, "shutdown");
    const ended = yield* receive(isDown);
    print(`${asked} ended: ${ended.reason}; ${finallyOf("asked")}`);

    // "kill" does not ask: nothing of the process runs any more, and the others see "killed".
    const [doomed] = spawnMonitor(work, "doomed", cleaned);
    yield* Process.sleep(10);
    Process.exit(doomed, "kill");
    const killed = yield* receive(isDown);
    print(`${doomed} ended: ${killed.reason}; ${finallyOf("doomed")}`);
  });

  await runtime.stop();
}

if (process.argv[1] === import.meta.filename) await main();
