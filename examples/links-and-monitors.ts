// Two ways to learn that another process has ended: a monitor tells, a link takes along.

import { Process, createRuntime, isDown, isExit, receive, spawnLink, spawnMonitor } from "beamlet";

function* raise() {
  yield* Process.sleep(100);
  throw new Error("boom");
}

function* linkedWithRaise() {
  spawnLink(raise);
  yield* Process.sleep(Infinity);
}

export async function main(print: (line: string) => void = console.log): Promise<void> {
  // Nothing here catches the error, and by default a crash is reported to the console; these are meant.
  const runtime = createRuntime({ logger: false });

  await runtime.run(function* () {
    // A monitor looks one way. Whoever holds it gets a message, and lives on.
    const [, ref] = spawnMonitor(raise);
    const down = yield* receive((message) => isDown(message, ref));
    print(`Process died: ${down.reason}`);

    // A link holds both ways: when one process fails, the other fails with it, for the same reason.
    spawnMonitor(linkedWithRaise);
    const downToo = yield* receive(isDown);
    print(`The process linked with it died too: ${downToo.reason}`);

    // Unless it traps exits. Then the failure comes as a message, and it can do something about it.
    Process.flag("trapExit", true);
    const pid = spawnLink(raise);
    const exit = yield* receive((message) => isExit(message, pid));
    print(`Trapped: ${exit.reason}`);
  });

  await runtime.stop();
}

if (process.argv[1] === import.meta.filename) await main();
